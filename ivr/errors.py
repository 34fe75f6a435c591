"""What can go wrong between the bridge and the telephone exchange, one typed error for each."""


class TelephoneError(Exception):
    """Something went wrong on the telephone side; every error of this room is one of these."""


class LinkLost(TelephoneError):
    """The link to Asterisk is down, or went down before the answer came; the action may or may not have been done."""


class LoginRefused(TelephoneError):
    """Asterisk refused the bridge's AMI user or password."""


class ActionRefused(TelephoneError):
    """Asterisk answered an action with an error; `message` is its own sentence."""

    def __init__(self, message: str) -> None:
        super().__init__(message or "Asterisk refused the action and gave no reason")
        self.message = message


class ActionTimeout(TelephoneError):
    """Asterisk gave no answer within the action's deadline."""


class BadValue(TelephoneError):
    """A value can't be sent to Asterisk: it holds a line break or is too long. Nothing was sent."""


class ChannelGone(TelephoneError):
    """The channel hung up or left the bridge's control; `reason` says which."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class PromptMissing(TelephoneError):
    """A prompt's sound file does not exist; `name` is the prompt."""

    def __init__(self, name: str) -> None:
        super().__init__(f"prompt {name!r} has no sound file; make the prompts again")
        self.name = name


class RecordingUnreadable(TelephoneError):
    """A recorded AMI stream can't be read at all: no such file, a folder, or no permission."""
