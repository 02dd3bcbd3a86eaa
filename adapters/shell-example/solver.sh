#!/bin/sh
# A solver for capbench around a program that reads a picture's file: here Tesseract. One JSON object a line, in and out.
field() { printf '%s' "$1" | sed -n "s/.*\"$2\":\"\\([^\"]*\\)\".*/\\1/p"; }
picture=$(mktemp) || exit 1
trap 'rm -f "$picture"' EXIT
while IFS= read -r line; do
  id=$(field "$line" id)
  case $line in
    *'"op":"hello"'*) printf '{"capbench":1,"name":"tesseract-cli","version":"%s","kinds":["picture"]}\n' "$(tesseract --version 2>&1 | head -n 1 | tr -d '"\\')" ;;
    *'"op":"solve"'*)
      field "$line" b64 | base64 -d >"$picture"
      answer=$(tesseract "$picture" - --psm 7 2>/dev/null | tr -cd '[:alnum:]')
      printf '{"id":"%s","answer":"%s"}\n' "$id" "$answer" ;;
    *'"op":"bye"'*) exit 0 ;;
    *) printf '{"id":"%s","error":"unknown op"}\n' "$id" ;;
  esac
done
