"""The reference tables fit together."""

from tickets.reference import loader


def test_the_regency_has_31_kecamatan_and_317_desa():
    assert len(loader.kecamatan()) == 31
    assert len(loader.desa()) == 317
    assert {place.kecamatan_code for place in loader.desa().values()} == set(loader.kecamatan())


def test_every_category_names_an_agency_that_can_be_assigned():
    for category in loader.categories().values():
        assert loader.agencies()[category.agency].inside


def test_bodies_outside_the_regency_are_marked():
    outside = {agency.code for agency in loader.agencies().values() if not agency.inside}
    assert outside == {"PLN", "POLRES", "BBWS", "PROV"}
    assert len(loader.agencies()) == 35


def test_the_menu_keys_differ():
    keys = [category.key for category in loader.categories().values()]
    assert keys == ["1", "2", "3", "4", "5", "6", "7"]
