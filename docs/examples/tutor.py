#!/usr/bin/env python3
"""A tutor: answers what students ask in one class. Needs nothing but Python 3.9.

    curl -s http://localhost:8080/api/sessions          # which classes are there?
    python3 tutor.py http://localhost:8080 SESSION_ID tutor --model my_model.py

The model is yours: a file with one function,

    def reply(question, earlier):
        '''question: what was asked; earlier: what this student has asked and been told, oldest first.
        Returns the reply, or None to leave the question to the teachers.'''

Where the server believes tokens alone, TOKEN is the tutor's (`switchboard token` makes one).

It says of itself that it is an agent ("agent": true), and so the page shows it: a question to which it has replied stays
with the teachers until one of them has. What a teacher has claimed or closed it leaves to them.

The tutor keeps no state. After a restart it reads the class again and replies to what nobody has replied to; and each
reply has a ref made of its question, so that the server stores it once, however often it is sent.
"""

import argparse
import http.client
import importlib.util
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

WAIT_SECONDS = 25  # of one request, below what proxies cut
RETRY_SECONDS = 2


class ClassEnded(Exception):
    pass


class Refused(Exception):
    """The server's last word on a call."""


class Server:
    """The calls of docs/protocol.md, section 9. Tries again until the server itself answers for good: what a proxy says in
    its place means nothing."""

    def __init__(self, url, session, user):
        self.base = f"{url.rstrip('/')}/api/sessions/{urllib.parse.quote(session)}/messages"
        self.user = {"user_id": user, "role": "instructor"}
        token = os.environ.get("TOKEN")
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def read(self, after):
        """What comes behind `after`, as soon as there is something."""
        query = urllib.parse.urlencode({**self.user, "after": after, "limit": 500, "wait": WAIT_SECONDS})
        return self._call(urllib.request.Request(f"{self.base}?{query}", headers=self.headers), "head_seq")

    def send(self, ref, message):
        body = json.dumps({**self.user, **message, "ref": ref}, ensure_ascii=False).encode(errors="replace")
        headers = {**self.headers, "Content-Type": "application/json"}
        return self._call(urllib.request.Request(self.base, body, headers), "duplicate")

    def _call(self, request, member):
        """The answer that has this member."""
        while True:
            try:
                answer = parsed(fetched(request))
                problem = answer.get("message", "no answer of the server")
            except (OSError, http.client.HTTPException) as error:  # it may be starting again
                answer, problem = {}, error
            if member in answer:
                return answer
            if {"error", "code", "message", "reason"} <= answer.keys():
                if answer["reason"] == "session_ended":
                    raise ClassEnded
                if answer["code"] != 429 and answer["code"] < 500:
                    raise Refused(answer["message"])
            print(f"trying again: {problem}", file=sys.stderr)
            time.sleep(RETRY_SECONDS)


def fetched(request):
    """The body of whatever answers."""
    try:
        response = urllib.request.urlopen(request, timeout=WAIT_SECONDS + 10)
    except urllib.error.HTTPError as error:
        response = error
    with response:
        return response.read()


def parsed(body):
    """As a JSON object; an empty one where it is none."""
    try:
        value = json.loads(body, parse_int=number)
    except ValueError:
        value = None
    return value if isinstance(value, dict) else {}


def number(digits):
    """Python makes no int of more than 4,300 digits, and an old class may hold such a number."""
    return int(digits) if len(digits) < 20 else float(digits)


def text_of(content):
    """What was said, whatever that is; half of an emoji, as an old class may hold, would be refused in an answer."""
    text = content.get("text", "")
    if not isinstance(text, str):
        text = json.dumps(text)
    return text.encode(errors="replace").decode()


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
        if message["context"] == "hand":
            return  # for a person to come
        if message["context"] == "status" and message["type"] == "instructor_inbox" and content.get("status") == "done":
            self.waiting.pop(str(content.get("in_reply_to")), None)  # the student needs no answer any more
        elif message["type"] == "instructor_inbox":
            self.waiting[message["id"]] = message
            self.talk(message["from_user"]).append(text_of(content))
        elif message["type"] == "inbox_response":
            self.waiting.pop(str(content.get("in_reply_to")), None)  # also by a claim: somebody is at it
            if "text" in content:
                self.talk(message["to_user"]).append(text_of(content))

    def answer_waiting(self):
        for question in list(self.waiting.values()):
            try:
                self.answer(question)
            except ClassEnded:
                raise
            except Exception as error:  # of the model, or of a reply that the server refuses: the others get theirs
                print(f"not answered: {error!r}", file=sys.stderr)
            del self.waiting[question["id"]]

    def answer(self, question):
        student = question["from_user"]
        text = self.reply(text_of(question["content"]), list(self.talk(student)))
        if text is not None:
            self.server.send(
                f"reply-{question['id']}",
                {
                    "type": "inbox_response",
                    "context": "answer",
                    "to_user": student,
                    "content": {"text": text, "in_reply_to": question["id"], "agent": True},
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
    except Refused as refused:
        sys.exit(f"refused: {refused}")
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
