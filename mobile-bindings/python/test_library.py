"""The phone library, loaded as a foreign language loads it.

Run by `tests/run`, which puts the generated module and the library beside each other and names
their folder in PYTHONPATH.
"""

import json
import unittest

import shusseki_mobile as shusseki


class PhoneLibrary(unittest.TestCase):
    def test_reads_every_shipped_society(self):
        profiles = [
            shusseki.read_definition("shipped.kdl", text, "2026-11-20")
            for text in shusseki.shipped_definitions()
        ]
        self.assertEqual({"jhrs", "jsnm", "jgets"}, {profile.slug for profile in profiles})
        for profile in profiles:
            self.assertTrue(profile.name.ja)
            self.assertTrue(profile.attending)

    def test_a_wrong_definition_names_line_and_remedy(self):
        with self.assertRaises(shusseki.DefinitionError.Mistakes) as caught:
            shusseki.read_definition("wrong.kdl", 'sosciety "x"', "2026-11-20")
        self.assertEqual(1, caught.exception.mistakes[0].line)

    def test_works_out_a_standing_as_the_server_does(self):
        earned = [("congress", "40"), ("device-course", "30"), ("medical-seminar", "19")]
        dossier = {
            "holder": {
                "certification": "endoscopy-technician",
                "number": "00042",
                "period": {"first": "2023-04-01", "last": "2028-03-31"},
                "renewed_on": None,
            },
            "entries": [
                {
                    "id": f"00000000-0000-0000-0000-00000000000{number}",
                    "day": "2024-05-20",
                    "activity": activity,
                    "role": "attend",
                    "credits": credits,
                    "society_held": True,
                    "event": {"ja": "学会", "en": "Congress"},
                    "session": {"ja": "参加", "en": "Attendance"},
                    "voided": False,
                }
                for number, (activity, credits) in enumerate(earned)
            ],
        }
        jgets = shusseki.shipped_definitions()[2]
        standing = json.loads(shusseki.standing(jgets, json.dumps(dossier), "2026-11-20"))
        self.assertEqual(("89", "49", "1"), tuple(standing["total"][key] for key in ("raw", "counted", "missing")))
        self.assertFalse(standing["renewable"])

    def test_a_dossier_of_another_shape_says_what_is_wrong(self):
        with self.assertRaises(shusseki.StandingError.Dossier) as caught:
            shusseki.standing(shusseki.shipped_definitions()[2], '{"holder": 1}', "2026-11-20")
        self.assertIn("holder", caught.exception.reason.lower())

    def test_reads_a_typed_code(self):
        scanned = shusseki.scanned_code("abcd 2345")
        self.assertEqual(shusseki.ScannedKind.TYPED, scanned.kind)
        self.assertEqual("ABCD-2345", scanned.code)

    def test_nonsense_is_an_error_with_a_code(self):
        with self.assertRaises(shusseki.ScanError.NotACode) as caught:
            shusseki.scanned_code("hello")
        self.assertEqual("typed-code-unreadable", caught.exception.code)
        self.assertTrue(caught.exception.japanese)


if __name__ == "__main__":
    unittest.main()
