"""The settings of the exchange: one section of the settings file, every value checked at the door."""

import ipaddress
import re
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, field_validator, model_validator

Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,39}$")]
Number = Annotated[str, StringConstraints(pattern=r"^\+?[0-9]{2,15}$")]
Port = Annotated[int, Field(ge=1024, le=65535)]

SECRET_FORM = re.compile(r"[A-Za-z0-9_.~+/=-]{8,128}")
"""What a password may consist of: nothing that means something to an Asterisk configuration file."""

FORBIDDEN_IN_PATHS = re.compile(r"[\x00-\x1f\x7f,;&|$\[\]{}\"\\]")
"""Characters that would end a value, an argument or a file name in Asterisk's configuration."""

_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")


class ExchangeSettings(BaseModel):
    """How the telephone exchange is set up. Ports are on `sip_address` (SIP, sound) or on 127.0.0.1 (all else).

    `trunk_addresses`: from where citizens' calls come. `trunk`: the carrier's host[:port] for calls out; empty: none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path
    hotline: Number = "112"
    studio: Number = "700"
    sip_address: str = "127.0.0.1"
    sip_port: Port
    ami_port: Port
    ear_port: Port
    rtp_ports: tuple[Port, Port]
    operators: int = Field(default=4, ge=1, le=99)
    queue: Name = "complaints"
    ring_s: int = Field(default=15, ge=3, le=120)
    queue_limit_s: int = Field(default=120, ge=10, le=3600)
    ami_user: Name = "iceta"
    ami_secret: SecretStr
    phone_passwords: dict[str, SecretStr]
    trunk_addresses: list[str] = Field(default=["127.0.0.1"], min_length=1)
    trunk: str = ""

    @property
    def folder(self) -> Path:
        """The running instance: configuration, spool, logs."""
        return self.home / "exchange"

    @property
    def asterisk_folder(self) -> Path:
        """The private Asterisk program."""
        return self.home / "asterisk"

    @property
    def prompts_folder(self) -> Path:
        """The sound files that callers hear, played as `iceta/NAME`."""
        return self.home / "prompts"

    @property
    def operator_names(self) -> tuple[str, ...]:
        """The operators' extensions: op1, op2, …"""
        return tuple(f"op{number}" for number in range(1, self.operators + 1))

    @field_validator("home")
    @classmethod
    def _home_is_plain(cls, home: Path) -> Path:
        bad = FORBIDDEN_IN_PATHS.search(str(home))
        if bad:
            raise ValueError(
                f"the home folder's path contains {bad[0]!r}, which Asterisk cannot carry; use another folder"
            )
        return home.absolute()

    @field_validator("sip_address")
    @classmethod
    def _sip_address_is_an_address(cls, address: str) -> str:
        return str(ipaddress.ip_address(address))

    @field_validator("trunk_addresses")
    @classmethod
    def _trunks_are_addresses(cls, addresses: list[str]) -> list[str]:
        return [_trunk_address(each) for each in addresses]

    @field_validator("trunk")
    @classmethod
    def _carrier_is_a_host(cls, carrier: str) -> str:
        return _carrier(carrier) if carrier else ""

    @field_validator("ami_secret")
    @classmethod
    def _secret_is_plain(cls, secret: SecretStr) -> SecretStr:
        return _plain_secret("ami_secret", secret)

    @field_validator("phone_passwords")
    @classmethod
    def _passwords_are_plain(cls, passwords: dict[str, SecretStr]) -> dict[str, SecretStr]:
        return {name: _plain_secret(f"phone_passwords.{name}", secret) for name, secret in passwords.items()}

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        missing = [name for name in self.operator_names if name not in self.phone_passwords]
        if missing:
            raise ValueError(f"phone_passwords has no password for {', '.join(missing)}; add it or lower `operators`")
        low, high = self.rtp_ports
        if high - low < 4 * self.operators:
            raise ValueError(f"rtp_ports {low} to {high} is too narrow; a call with an operator needs four ports")
        if self.studio == self.hotline:
            raise ValueError(f"studio and hotline are both {self.hotline}; give the prompt studio its own number")
        if len({self.ami_port, self.ear_port}) < 2:
            raise ValueError(f"ami_port and ear_port are both {self.ami_port}; give each its own port")
        return self


def _trunk_address(text: str) -> str:
    try:
        return str(ipaddress.ip_network(text, strict=False)) if "/" in text else str(ipaddress.ip_address(text))
    except ValueError:
        if "/" not in text and _HOST.fullmatch(text):
            return text
        raise ValueError(f"{text!r} is neither an address, a network (a.b.c.d/n) nor a host name") from None


def _carrier(text: str) -> str:
    host, colon, port = text.rpartition(":") if text.count(":") == 1 else (text, "", "")
    in_range = not colon or (port.isascii() and port.isdigit() and len(port) <= 5 and 0 < int(port) < 65536)
    if _HOST.fullmatch(host) and in_range:
        return text
    raise ValueError(f"{text!r} is no carrier: write its host name or address, if need be with :port")


def _plain_secret(name: str, secret: SecretStr) -> SecretStr:
    if SECRET_FORM.fullmatch(secret.get_secret_value()):
        return secret
    raise ValueError(
        f"{name} must be 8 to 128 characters of A-Z a-z 0-9 _ . ~ + / = - (nothing Asterisk would interpret)"
    )
