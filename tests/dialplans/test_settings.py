"""Settings that would mean something else to Asterisk are refused at the door, with a sentence."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from dialplans.instance import new_secrets
from dialplans.settings import ExchangeSettings


def make(**changes) -> ExchangeSettings:
    ports = {"sip_port": 15060, "ami_port": 15038, "ear_port": 15039, "rtp_ports": (20000, 20399)}
    values = {"home": Path("/srv/iceta"), **ports, "operators": 2, **vars(new_secrets(2)), **changes}
    return ExchangeSettings(**values)


@pytest.mark.parametrize(
    "changes",
    [
        {"hotline": "112,1,System(id)"},
        {"hotline": "_X."},
        {"queue": "a]\n[evil"},
        {"queue": "a,b"},
        {"ami_user": "general]\n[x"},
        {"ami_secret": "secret\nwrite = all"},
        {"ami_secret": "with;comment"},
        {"ami_secret": "short"},
        {"phone_passwords": {"op1": "x" * 12, "op2": "pass word"}},
        {"phone_passwords": {"op1": "x" * 12}},
        {"trunk_addresses": []},
        {"trunk_addresses": ["127.0.0.1\nendpoint = op1"]},
        {"trunk_addresses": ["10.0.0.0/99"]},
        {"sip_address": "0.0.0.0\nbind = x"},
        {"sip_port": 80},
        {"rtp_ports": (20000, 20001)},
        {"ear_port": 15038},
        {"home": Path("/srv/a;b")},
        {"home": Path("/srv/a${SHELL(id)}")},
        {"home": Path("/srv/a\nb")},
        {"operators": 0},
        {"unheard_of": 1},
    ],
)
def test_hostile_or_wrong_values_are_refused(changes):
    with pytest.raises(ValidationError):
        make(**changes)


@pytest.mark.parametrize("address", ["192.0.2.1", "192.0.2.0/24", "2001:db8::1", "sip.operator.test"])
def test_trunks_are_addresses_networks_or_names(address):
    assert make(trunk_addresses=[address]).trunk_addresses == [address]


def test_a_missing_password_is_named():
    with pytest.raises(ValidationError, match="op2"):
        make(phone_passwords={"op1": "x" * 12})


def test_secrets_are_not_shown():
    settings = make()
    assert settings.ami_secret.get_secret_value() not in repr(settings)


@given(st.text(min_size=8, max_size=40))
def test_an_accepted_secret_has_nothing_asterisk_interprets(secret):
    try:
        settings = make(ami_secret=secret)
    except ValidationError:
        return
    assert not set(settings.ami_secret.get_secret_value()) & set(";\n\r\t []{}()$\\\"'#<>,&|")
