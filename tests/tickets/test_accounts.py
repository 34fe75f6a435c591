"""Accounts: creating them, logging in, and telling a stranger nothing."""

import time

import pytest
from sqlalchemy import insert

from tickets import account_service, queries, service
from tickets.dokmaru.errors import UnknownPuskesmas
from tickets.errors import (
    AccountExists,
    AccountNotFound,
    AgencyOutside,
    InvalidLogin,
    UnknownAgency,
    WeakPassword,
    WrongPassword,
)
from tickets.model import Role
from tickets.schema import PuskesmasTable

from .people import PASSWORD


@pytest.fixture
def sari(tx):
    return service.create_account(tx, "Sari", "Ibu Sari", Role.OPERATOR, PASSWORD, extension="op1")


def test_an_account_logs_in_with_its_password(tx, sari):
    assert (sari.login, sari.extension, sari.actor.account_id) == ("sari", "op1", sari.id)
    assert service.authenticate(tx, " SARI ", PASSWORD) == sari
    assert queries.accounts(tx) == [sari]


def test_login_needs_no_write_transaction(database):
    with database.transaction() as tx:
        account = service.create_account(tx, "sari", "Sari", Role.OPERATOR, PASSWORD)
    with database.reading() as tx:
        assert service.authenticate(tx, "sari", PASSWORD) == account


def test_a_stranger_and_a_wrong_password_get_the_same_answer(tx, sari):
    answers = set()
    for login, password in (("sari", "salah sekali"), ("hantu", PASSWORD), ("sari", "x" * 10_000), ("", "")):
        with pytest.raises(WrongPassword) as caught:
            service.authenticate(tx, login, password)
        answers.add(str(caught.value))
    assert len(answers) == 1


def test_a_strangers_password_is_verified_all_the_same(tx, sari, monkeypatch):
    checked = []
    verify = account_service._matches
    monkeypatch.setattr(account_service, "_matches", lambda *given: checked.append(given) or verify(*given))
    for login in ("sari", "hantu"):
        with pytest.raises(WrongPassword):
            service.authenticate(tx, login, "salah sekali")
    known, unknown = (stored.split("$")[1:4] for stored, _ in checked)
    assert known == unknown


def test_unknown_and_known_logins_take_about_the_same_time(real_hashing, tx, sari):
    def seconds(login):
        began = time.perf_counter()
        with pytest.raises(WrongPassword):
            service.authenticate(tx, login, "salah sekali")
        return time.perf_counter() - began

    seconds("hantu")
    known = min(seconds("sari") for _ in range(3))
    unknown = min(seconds("hantu") for _ in range(3))
    assert 0.2 < known / unknown < 5


def test_passwords_are_stored_as_argon2_only(tx, sari):
    from tickets.schema import AccountTable

    stored = tx.query(AccountTable.password_hash).scalar()
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored


def test_a_new_password_replaces_the_old(tx, sari):
    service.set_password(tx, "sari", "laut biru")
    assert service.authenticate(tx, "sari", "laut biru") == sari
    with pytest.raises(WrongPassword):
        service.authenticate(tx, "sari", PASSWORD)
    with pytest.raises(AccountNotFound):
        service.set_password(tx, "hantu", "laut biru")


@pytest.mark.parametrize("password", ["", "pendek", "aaaaaaaaaa", "sari.sari", "x" * 201])
def test_weak_passwords_are_refused(tx, password):
    with pytest.raises(WeakPassword):
        service.create_account(tx, "sari.sari", "Sari", Role.OPERATOR, password)


@pytest.mark.parametrize("login", ["", "a", "ada spasi", "../x", "sari;--", "-x", "é1", "x" * 33])
def test_odd_logins_are_refused(tx, login):
    with pytest.raises(InvalidLogin):
        service.create_account(tx, login, "X", Role.OPERATOR, PASSWORD)


def test_a_login_is_taken_once(tx, sari):
    with pytest.raises(AccountExists):
        service.create_account(tx, "sari", "Lain", Role.ADMIN, PASSWORD)


def test_an_agencys_person_needs_an_agency_of_the_regency(tx):
    with pytest.raises(UnknownAgency):
        service.create_account(tx, "jalan", "Jalan", Role.AGENCY, PASSWORD)
    with pytest.raises(AgencyOutside):
        service.create_account(tx, "jalan", "Jalan", Role.AGENCY, PASSWORD, agency="PLN")
    account = service.create_account(tx, "jalan", "Jalan", Role.AGENCY, PASSWORD, agency="DPUPR")
    assert account.actor.agency == "DPUPR"


def test_a_person_of_a_puskesmas_belongs_to_one_that_exists(tx):
    with pytest.raises(UnknownPuskesmas):
        service.create_account(tx, "bidan", "Bidan", Role.PUSKESMAS, PASSWORD, puskesmas="P99")
    with pytest.raises(UnknownPuskesmas):
        service.create_account(tx, "bidan", "Bidan", Role.PUSKESMAS, PASSWORD)
    tx.execute(insert(PuskesmasTable).values(code="P01", name="Sliyeg", kecamatan="32.12.15", phone="", address=""))
    made = service.create_account(tx, "bidan", "Bidan", Role.PUSKESMAS, PASSWORD, puskesmas="P01")
    assert made.actor.puskesmas == "P01"
