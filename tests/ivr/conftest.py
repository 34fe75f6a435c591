"""What the tests of the telephone side share: a fake manager interface and a link to it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ivr.ami import AmiAddress, AmiLink
from tests.ivr.fake_ami import SECRET, FakeAmi, fake_ami

RECORDINGS = Path(__file__).parents[1] / "recordings/ami"


@pytest.fixture
async def fake() -> AsyncIterator[FakeAmi]:
    async with fake_ami() as server:
        yield server


@pytest.fixture
async def link(fake: FakeAmi) -> AsyncIterator[AmiLink]:
    """A link that is up."""
    link = AmiLink(AmiAddress("127.0.0.1", fake.port, "iceta", SECRET))
    await link.start()
    yield link
    await link.stop()
