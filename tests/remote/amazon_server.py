"""amazoncaptcha-api on loopback: a createTask emulator with a real solver behind it."""

import sys

from amazoncaptcha_api import app

app.run(host="127.0.0.1", port=int(sys.argv[1]))
