"""The patients, puskesmas and people that the tests of home visits play with."""

from tickets.dokmaru.model import NewVisit, Puskesmas
from tickets.dokmaru.puskesmas_service import import_puskesmas
from tickets.model import Actor, Role

from .people import DISKOMINFO

SLIYEG = Puskesmas("PKM-SLIYEG", "Sliyeg", "32.12.12", "0234-123456", "Jl. Raya", ("32.12.12.2001", "32.12.12.2002"))
TAMBI = Puskesmas("PKM-TAMBI", "Tambi", "32.12.12", "", "", ("32.12.12.2003",))
PATROL = Puskesmas("PKM-PATROL", "Patrol", "32.12.31")
NURSE = Actor("Bidan Ina", Role.PUSKESMAS, puskesmas="PKM-SLIYEG")
OTHER_NURSE = Actor("Perawat Oni", Role.PUSKESMAS, puskesmas="PKM-PATROL")
HOMELESS_NURSE = Actor("Tanpa Puskesmas", Role.PUSKESMAS)


def new_visit(**facts):
    return NewVisit(**({"patient_name": "Siti Maryam", "complaint": "demam lima hari, lemas"} | facts))


def import_list(tx):
    return import_puskesmas(tx, (SLIYEG, TAMBI, PATROL), DISKOMINFO)
