"""Runs Vosk in a process of its own: one JSON job on stdin (model, speaker, rate, sound file), its last result out."""

import json
import sys
from pathlib import Path

import vosk

job = json.load(sys.stdin)
vosk.SetLogLevel(-1)
recogniser = vosk.KaldiRecognizer(vosk.Model(job["model"]), float(job["rate"]))
if job["speaker"]:
    recogniser.SetSpkModel(vosk.SpkModel(job["speaker"]))
else:
    recogniser.SetMaxAlternatives(1)
sound = Path(job["sound"]).read_bytes()
for start in range(0, len(sound), 8000):
    recogniser.AcceptWaveform(sound[start : start + 8000])
print(json.dumps(json.loads(recogniser.FinalResult())))
