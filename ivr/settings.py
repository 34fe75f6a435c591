"""Settings of the bridge: the [ivr] section of iceta.toml, completed by the front door with what the exchange told."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from ivr.menu import BUILT_IN
from ivr.outbound_settings import OutboundSettings

PIN_FORM = re.compile(r"([0-9]{4,8})?")


class IvrSettings(BaseModel):
    """Where Asterisk is, which conversation is held, and how much the bridge takes on.

    `trunk` is the carrier by which the exchange calls out; empty: only telephones of the house can be rung.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path
    menu: Path = BUILT_IN
    sip_host: str = "127.0.0.1"
    sip_port: int = Field(5060, ge=1, le=65535)
    hotline: str = "112"
    queue: str = "complaints"
    ami_host: str = "127.0.0.1"
    ami_port: int = Field(5038, ge=1, le=65535)
    ami_user: str = "iceta"
    ami_secret: SecretStr = SecretStr("")
    ear_host: str = "127.0.0.1"
    ear_port: int = Field(9092, ge=0, le=65535)
    phone_passwords: dict[str, SecretStr] = Field(default_factory=dict)
    database_url: str = ""
    studio_pin: SecretStr = SecretStr("")
    trunk: str = ""
    outbound: OutboundSettings = Field(default_factory=OutboundSettings)
    name: str = "bridge"

    @field_validator("studio_pin")
    @classmethod
    def _pin_is_typed_by_keys(cls, pin: SecretStr) -> SecretStr:
        if PIN_FORM.fullmatch(pin.get_secret_value()):
            return pin
        raise ValueError("studio_pin must be 4 to 8 digits; leave it out to keep the prompt studio closed")
