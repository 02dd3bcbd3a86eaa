"""A challenge generator for capbench: Pillow, JSON lines in, JSON lines out."""
import base64, io, json, random, sys
from PIL import Image, ImageDraw, ImageFont

CHARS = "ACDEFHJKLMNPRTUVWXY34679"

def draw(rng, text, params):
    picture = Image.new("RGB", (160, 60), "white")
    pen = ImageDraw.Draw(picture)
    font = ImageFont.load_default(size=34)
    for i, char in enumerate(text):
        pen.text((14 + 28 * i + rng.randint(-3, 3), 8 + rng.randint(-6, 6)), char, font=font, fill=(40, 40, 90))
    for _ in range(params.get("lines", 3)):
        pen.line([(rng.randint(0, 160), rng.randint(0, 60)) for _ in range(2)], fill=(40, 40, 90), width=2)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()

for line in sys.stdin:
    request = json.loads(line)
    if request["type"] == "hello":
        reply = {"version": 1, "charset": CHARS, "length": [5, 5]}
    else:
        rng = random.Random(request["seed"])
        key = "".join(rng.choices(CHARS, k=5))
        reply = {"image": draw(rng, key, request["params"]), "key": key}
    print(json.dumps(reply), flush=True)
