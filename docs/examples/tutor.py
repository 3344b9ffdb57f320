#!/usr/bin/env python3
"""A tutor: answers what students ask in one class. Needs nothing but Python 3.9.

    curl -s http://localhost:8080/api/sessions          # which classes are there?
    python3 tutor.py http://localhost:8080 SESSION_ID tutor --model my_model.py

The model is yours: a file with one function,

    def reply(question, earlier):
        '''question: what was asked; earlier: what this student has asked and been told, oldest first.
        Returns the reply, or None to leave the question to the teachers.'''

The tutor keeps no state. After a restart it reads the class again and replies to what nobody has replied to; and each
reply has a ref made of its question, so that the server stores it once, however often it is sent.
"""

import argparse
import importlib.util
import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

WAIT_SECONDS = 25  # of one request, below what proxies cut
RETRY_SECONDS = 2


class ClassEnded(Exception):
    pass


class Server:
    """The calls of docs/protocol.md, section 9. Tries again until the server answers for good."""

    def __init__(self, url, session, user):
        self.base = f"{url.rstrip('/')}/api/sessions/{urllib.parse.quote(session)}/messages"
        self.user = {"user_id": user, "role": "instructor"}

    def read(self, after):
        """What comes behind `after`, as soon as there is something."""
        query = urllib.parse.urlencode({**self.user, "after": after, "limit": 500, "wait": WAIT_SECONDS})
        return self._call(urllib.request.Request(f"{self.base}?{query}"))

    def send(self, ref, message):
        body = json.dumps({**self.user, **message, "ref": ref}).encode()
        return self._call(urllib.request.Request(self.base, body, {"Content-Type": "application/json"}))

    def _call(self, request):
        while True:
            try:
                with urllib.request.urlopen(request, timeout=WAIT_SECONDS + 10) as response:
                    return json.load(response)
            except urllib.error.HTTPError as error:
                refusal = json.load(error)
                if refusal.get("reason") == "session_ended":
                    raise ClassEnded from None
                if error.code not in (429, 500, 503):
                    sys.exit(f"refused: {refusal.get('message')}")
                time.sleep(float(error.headers.get("Retry-After", RETRY_SECONDS)))
            except OSError as error:  # not reached: it may be starting again
                print(f"not reached: {error}", file=sys.stderr)
                time.sleep(RETRY_SECONDS)


class Tutor:
    def __init__(self, server, reply):
        self.server = server
        self.reply = reply
        self.waiting = {}  # questions that nobody has replied to, by id, oldest first
        self.talks = {}  # what each student has asked and been told

    def run(self):
        after = 0
        while True:
            page = self.server.read(after)
            for message in page["messages"]:
                self.hear(message)
            after = page["next_after"] or page["head_seq"]
            if page["next_after"] is None:  # everything is known that was said so far
                self.answer_waiting()

    def hear(self, message):
        content = message["content"]
        if message["type"] == "instructor_inbox":
            self.waiting[message["id"]] = message
            self.talk(message["from_user"]).append(content.get("text", ""))
        elif message["type"] == "inbox_response":
            self.talk(message["to_user"]).append(content.get("text", ""))
            self.waiting.pop(content.get("in_reply_to"), None)

    def answer_waiting(self):
        for question in list(self.waiting.values()):
            student = question["from_user"]
            text = self.reply(question["content"].get("text", ""), list(self.talk(student)))
            del self.waiting[question["id"]]
            if text is not None:
                self.server.send(
                    f"reply-{question['id']}",
                    {
                        "type": "inbox_response",
                        "context": "answer",
                        "to_user": student,
                        "content": {"text": text, "in_reply_to": question["id"]},
                    },
                )

    def talk(self, student):
        return self.talks.setdefault(student, [])


def load(path):
    spec = importlib.util.spec_from_file_location("model", path)
    model = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(model)
    return model.reply


def main():
    parser = argparse.ArgumentParser(description="Answers what students ask in one class.")
    parser.add_argument("url")
    parser.add_argument("session")
    parser.add_argument("user", help="the tutor's own id")
    parser.add_argument("--model", required=True, help="a Python file with reply(question, earlier)")
    arguments = parser.parse_args()
    try:
        Tutor(Server(arguments.url, arguments.session, arguments.user), load(arguments.model)).run()
    except ClassEnded:
        print("the class has ended")
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
