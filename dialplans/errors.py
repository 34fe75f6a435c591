"""The typed errors of the exchange: each is named after what happened and says how to mend it."""


class ExchangeError(Exception):
    """Anything that keeps the telephone exchange from being there; the message is for a person."""


class AsteriskMissing(ExchangeError):
    """No usable Asterisk: neither a private one in the home folder nor a suitable one in the system."""


class MirrorUnknown(ExchangeError):
    """The host's apt sources name no Debian archive that Asterisk could be fetched from."""


class FetchFailed(ExchangeError):
    """Asterisk could not be fetched; what was downloaded is kept, so that the next try goes on from there."""


class PortInUse(ExchangeError):
    """A port of the exchange belongs to another program."""


class NoFreePort(ExchangeError):
    """No free port was found on the loopback address."""


class ExchangeFailed(ExchangeError):
    """Asterisk was started but did not come up; the message ends with the last lines of its log."""


class UnsafeValue(ExchangeError):
    """A value from outside cannot be written into an Asterisk configuration file without changing its meaning."""


class InstallRefused(ExchangeError):
    """The hotline would collide with what the existing Asterisk is already configured to do."""
