"""ddddocr's own server on loopback. `python -m ddddocr api` serves another app of the same name, which is broken in 1.6.1."""

import sys

import uvicorn
from ddddocr.api.server import create_app

uvicorn.run(create_app(), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
