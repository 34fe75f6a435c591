"""Settings of the bridge: the [ivr] section of iceta.toml, completed by the front door with what the exchange told."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from ivr.menu import BUILT_IN


class IvrSettings(BaseModel):
    """Where Asterisk is, which conversation is held, and how much the bridge takes on."""

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
    name: str = "bridge"
