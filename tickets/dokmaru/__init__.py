"""Dokmaru: a doctor, nurse and midwife of the nearest puskesmas visit an ill citizen at home."""
