"""Judged pairs that no word and no weight was chosen by: what the threshold is worth on complaints not seen before."""

from tickets.duplicates.tables import weights

from .test_duplicates_labelled import (
    AIR,
    API,
    JALAN,
    LAIN,
    SAME_CALLER,
    SEHAT,
    SIPIL,
    SOSIAL,
    other,
    precision_and_recall,
    same,
)

UNSEEN = (
    same(
        25,
        (AIR, "Karangampel", "sampun kalih dinten toya mboten mili"),
        (AIR, "Karangampel", "keran di rumah kering kerontang"),
    ),
    same(
        70,
        (AIR, "Balongan/Tegalurung", "air cuma menetes dari subuh"),
        (AIR, "Balongan/Tegalurung", "ledeng cilik pisan"),
    ),
    same(14, (LAIN, "Sukagumiwang", "byar pet terus dari tadi"), (LAIN, "Sukagumiwang", "aliran pln putus")),
    same(33, (API, "Cantigi", "jalan tergenang sampai lutut"), (API, "Cantigi", "banjir lagi pak di cantigi")),
    same(18, (API, "Juntinyuat/Dadap", "gudang terbakar"), (API, "Juntinyuat/Dadap", "kobongan gudang pabrik krupuk")),
    same(9, (API, "Gantar", "puting beliung atap beterbangan"), (API, "Gantar", "angin ribut merusak rumah warga")),
    same(
        5,
        (API, "Kandanghaur", "ada perahu nelayan terbalik orang hanyut"),
        (API, "Kandanghaur", "nelayan kelem ning laut"),
    ),
    same(
        2600,
        (JALAN, "Widasari/Ujungjaya", "aspal mengelupas lubang dalam"),
        (JALAN, "Widasari/Ujungjaya", "dalane ajur"),
    ),
    same(
        800,
        (JALAN, "Haurgeulis", "tumpukan sampah di pinggir rel"),
        (JALAN, "Haurgeulis", "sampah pinggir rel belum diangkut"),
    ),
    same(60, (LAIN, "Losarang", "limbah pabrik bau menyengat"), (SEHAT, "Losarang", "bau limbah pabrik bikin sesak")),
    same(600, (LAIN, "Patrol", "gas melon kosong di semua warung"), (LAIN, "Patrol", "elpiji tiga kilo susah dicari")),
    same(
        16,
        (SOSIAL, "Jatibarang", "odgj mengamuk di terminal"),
        (API, "Jatibarang", "ada orang gila ngamuk di terminal"),
    ),
    same(30, (API, "Sindang", "tawon vespa menyerang warga"), (API, "Sindang", "sarang lebah gede nyerang bocah")),
    same(
        4500,
        (SOSIAL, "Lelea", "bansos ibu saya dipotong"),
        (SOSIAL, "Lelea", "mau tanya lagi bansos ibu"),
        numbers=SAME_CALLER,
    ),
    same(100, (JALAN, "Bangodua", "irigasi kering sawah retak"), (LAIN, "Bangodua", "banyu sawah laka pak")),
    other(20, (AIR, "Karangampel", "pipa pdam bocor"), (JALAN, "Karangampel", "selokan mampet")),
    other(11, (LAIN, "Sliyeg", "tiang listrik roboh"), (JALAN, "Sliyeg", "pohon roboh")),
    other(50, (SOSIAL, "Sindang", "kursi roda buat bapak"), (SOSIAL, "Sindang", "rumah nenek mau roboh")),
    other(15, (SEHAT, "Krangkeng", "istri mau melahirkan"), (SEHAT, "Krangkeng", "anak demam tinggi kejang")),
    other(20, (SIPIL, "Kroya", "akta anak salah nama"), (SIPIL, "Kroya", "akta kematian bapak belum jadi")),
    other(25, (LAIN, "Bongas", "harga beras naik"), (LAIN, "Bongas", "musik keras sampai malam")),
    other(30, (JALAN, "Arahan/Cidempet", "jembatan retak"), (JALAN, "Arahan/Linggajati", "jembatan bambu putus")),
    other(9, (API, "Anjatan", "kucing jatuh ke sumur"), (API, "Anjatan", "cincin tidak bisa dilepas")),
    other(60 * 30, (LAIN, "Kedokan Bunder", "internet mati"), (AIR, "Kedokan Bunder", "air mati")),
    other(40, (LAIN, "Tukdana", "parkir liar di pasar"), (LAIN, "Tukdana", "pasar becek dan bau")),
    other(600, (JALAN, "Pasekan", "lampu jalan mati"), (JALAN, "Losarang", "penerangan jalan padam")),
    other(12, (LAIN, "Indramayu", "maling motor di parkiran"), (LAIN, "Indramayu", "tawuran pelajar depan stadion")),
    other(20, (SEHAT, "Terisi", "obat habis di puskesmas"), (SEHAT, "Terisi", "nenek lumpuh minta dokter")),
    other(90, (SOSIAL, "Gantar", "blt saya dicoret"), (SOSIAL, "Gantar", "pkh tetangga dipotong pamong")),
    other(5, (LAIN, "Sindang", "guru memukul murid"), (LAIN, "Sindang", "atap kelas bocor")),
)
"""Written after words and weights were settled, scored once."""


def test_the_threshold_holds_on_pairs_that_nothing_was_chosen_by():
    precision, recall = precision_and_recall(UNSEEN, weights().least)
    wrong = [(p.same, p.score, p.one.text, p.other.text) for p in UNSEEN if p.same != (p.score >= weights().least)]
    assert precision >= 0.9, wrong
    assert recall >= 0.9, wrong
