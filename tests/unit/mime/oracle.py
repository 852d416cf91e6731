"""Decodes messages with Python's email package (policy compat32), for comparison.

Argument: a file with one message a line, in base64. Prints a JSON array for each:
[type, MD5 of the decoded content, file name or null] of every leaf, depth first.
"""
import base64
import email
import hashlib
import json
import sys


def leaf(part):
    content_type = part.get_content_type()
    if content_type.startswith("multipart/"):
        content_type = "text/plain"  # could not be split
    content = part.get_payload(decode=True) or b""
    return [content_type, hashlib.md5(content).hexdigest(), part.get_filename()]


with open(sys.argv[1], "rb") as messages:
    for line in messages:
        message = email.message_from_bytes(base64.b64decode(line))
        print(json.dumps([leaf(part) for part in message.walk() if not part.is_multipart()]))
