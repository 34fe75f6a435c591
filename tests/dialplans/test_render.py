"""The rendered configuration: complete, and without a fault."""

from pathlib import Path

import pytest

from dialplans.errors import UnsafeValue
from dialplans.instance import write_private
from dialplans.lint import lint
from dialplans.render import Places, render_frames, render_parts, wanted_modules
from tests.dialplans.conftest import PROMPTS
from tests.dialplans.test_settings import make

PLACES = Places(Path("/srv/x"), Path("/run/x"), Path("/usr/lib/asterisk/modules"), Path("/usr/sbin"), 1024)


def rendered(**changes) -> dict[str, str]:
    settings = make(**changes)
    return {**render_frames(settings, PLACES), **render_parts(settings, Path("/srv/x/music"))}


def test_nothing_is_left_to_fill_in():
    assert [name for name, text in rendered().items() if "@{" in text] == []


def test_values_arrive():
    texts = rendered(hotline="+62234112", queue="aduan", ring_s=20, queue_limit_s=90, trunk_addresses=["192.0.2.7"])
    assert "exten => +62234112,1,Answer()" in texts["iceta-extensions.conf"]
    assert "Queue(aduan,c,,,90)" in texts["iceta-extensions.conf"]
    assert "[aduan]" in texts["iceta-queues.conf"]
    assert "match = 192.0.2.7" in texts["iceta-pjsip.conf"]


def test_the_bridge_has_the_least_rights():
    text = rendered()["iceta-manager.conf"]
    assert "read = agi,call,agent,dtmf,user,cdr\n" in text
    assert "write = agi,call,agent,reporting,user,originate\n" in text


def test_every_operator_has_a_telephone_a_place_in_the_queue_and_can_take_calls():
    texts = rendered()
    for name in ("op1", "op2"):
        assert f"[{name}](iceta-operator)" in texts["iceta-pjsip.conf"]
        assert f"member => PJSIP/{name}," in texts["iceta-queues.conf"]
        assert f"exten => {name},1," in texts["iceta-extensions.conf"]


def test_nothing_listens_for_the_web_and_no_outside_address_is_named():
    assert not {"res_ari", "res_http_websocket", "chan_websocket", "res_pjsip_outbound_registration"} & set(
        wanted_modules()
    )
    assert "app_system" not in wanted_modules()
    assert "func_shell" not in wanted_modules()


def test_sound_on_every_address_when_sip_is():
    assert "media_address" not in rendered(sip_address="0.0.0.0")["iceta-pjsip.conf"]
    assert "bind = [::1]:15060" in rendered(sip_address="::1")["pjsip.conf"]


def test_a_path_that_asterisk_cannot_carry_is_refused():
    with pytest.raises(UnsafeValue, match="';'"):
        render_parts(make(), Path("/srv/a;b"))


@pytest.mark.parametrize("pieces_only", [False, True])
def test_the_linter_finds_no_fault(tmp_path, pieces_only):
    prompts = tmp_path / "prompts"
    prompts.mkdir()
    for name in PROMPTS:
        (prompts / f"{name}.wav").touch()
    for name, text in rendered().items():
        if name.startswith("iceta-") or not pieces_only:
            write_private(tmp_path / name, text)
    assert lint(tmp_path, prompts) == []
