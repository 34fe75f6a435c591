"""Puts the bridge together from the settings of three rooms and serves until cancelled."""

from __future__ import annotations

import logging

import structlog

from ivr.ami import AmiLink
from ivr.bridge import Bridge, link_for
from ivr.catalogue import CatalogueWrong, catalogue
from ivr.ears import Ears
from ivr.errors import TelephoneError
from ivr.journal import Journal
from ivr.menu import MenuInvalid, load
from ivr.outbound_house import House
from ivr.outbound_worker import Outbound
from ivr.playback import FOLDER
from ivr.settings import IvrSettings
from ivr.studio import Studio
from speech.errors import SpeechError
from speech.prompt_sounds import PromptSounds
from speech.second_opinion.errors import OpinionMissing
from speech.second_opinion.opinion import SecondOpinion, second_opinion
from speech.settings import SpeechSettings
from speech.source import EarServer
from speech.vosk_engine import VoskEngine
from tickets.database import Database
from tickets.errors import TicketsError
from tickets.satisfaction.standards import IN_FORCE, known_standard
from tickets.settings import TicketSettings
from tickets.spool import Spool

log = structlog.get_logger()


class ServingFailed(Exception):
    """The bridge can't start; the text says what is missing and how to mend it."""


async def serve(ivr: IvrSettings, speech: SpeechSettings, tickets: TicketSettings) -> None:
    """Answer calls until cancelled. Raises ServingFailed."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))
    database = Database(tickets.database_url, limits=tickets.limits)
    try:
        database.check()
        await _bridge(ivr, speech, Journal(database, Spool(tickets.spool_folder))).run()
    except* (TelephoneError, SpeechError, TicketsError, MenuInvalid, CatalogueWrong, OSError) as group:
        raise ServingFailed("\n".join(_sentences(group))) from group
    finally:
        database.close()


def _bridge(ivr: IvrSettings, speech: SpeechSettings, journal: Journal) -> Bridge:
    menu = load(ivr.menu)
    link: AmiLink = link_for(ivr)
    engine = VoskEngine(speech.model_folder, speech.workers, speech.streams)
    server = EarServer(engine, ivr.ear_host, ivr.ear_port)
    ears = Ears(engine, server, link, journal, speech.recordings_folder, ivr.ear_host)
    return Bridge(
        ivr,
        menu,
        link,
        ears,
        journal,
        lambda name: (speech.prompts_folder / f"{name.removeprefix(FOLDER + '/')}.wav").is_file(),
        Studio(ivr.studio_pin.get_secret_value(), catalogue(), speech),
        PromptSounds(speech.prompts_folder),
        _opinion(speech),
        _outbound(ivr, speech, journal.database, link, engine),
    )


def _outbound(
    ivr: IvrSettings, speech: SpeechSettings, database: Database, link: AmiLink, engine: VoskEngine
) -> Outbound:
    """The calls that the hotline makes itself."""
    asked = tuple(element.code for element in known_standard(IN_FORCE).telephone)
    rules = ivr.outbound.rules(trunk=bool(ivr.trunk))
    house = House(link, database, ivr.outbound, rules, speech, engine, ivr.hotline, asked)
    return Outbound(house, database, ivr.name, ivr.trunk)


def _opinion(speech: SpeechSettings) -> SecondOpinion | None:
    """The second recogniser, if it is wanted; one that is not installed is told and done without."""
    try:
        return second_opinion(speech.second_opinion, speech.second_opinion_folder)
    except OpinionMissing as error:
        log.error("second_opinion_missing", reason=str(error))
        return None


def _sentences(group: BaseExceptionGroup[Exception]) -> list[str]:
    return [
        line
        for error in group.exceptions
        for line in (_sentences(error) if isinstance(error, BaseExceptionGroup) else [str(error)])
    ]
