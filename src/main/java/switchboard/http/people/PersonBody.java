package switchboard.http.people;

import java.util.Optional;
import java.util.function.Function;
import switchboard.http.body.JsonBody;
import switchboard.http.body.JsonMember;
import switchboard.people.Secret;
import switchboard.protocol.frames.ProtocolJson;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.UserId;

/** The bodies of these calls as they were sent: each has some of these members, and the rule for what they may be. */
record PersonBody(JsonMember secret, JsonMember userId, JsonMember name, JsonMember approve) {
    /** @param allowed how such a body is written, for error texts */
    static JsonBody<PersonBody> written(String allowed) {
        return new JsonBody<>(ProtocolJson.MAPPER, PersonBody.class, allowed);
    }

    /** A member that is missing, good or wrong. */
    record Member<T>(Optional<T> value, Optional<Refused> wrong) {
        /** The same, where it must not be missing. */
        Member<T> needed(Refused missing) {
            return value.isEmpty() && wrong.isEmpty() ? new Member<>(value, Optional.of(missing)) : this;
        }
    }

    Member<Secret> neededSecret() {
        // What was sent is not quoted: it may be all but right.
        Refused wrong = Refusal.INVALID_SECRET.because("secret: none (allowed: " + Secret.ALLOWED + ")");
        return member(secret, Secret::parse, wrong).needed(wrong);
    }

    Member<UserId> user() {
        return member(userId, id -> UserId.isValid(id) ? Optional.of(new UserId(id)) : Optional.empty(), wrongUser());
    }

    Member<UserId> neededUser() {
        return user().needed(wrongUser());
    }

    private Refused wrongUser() {
        return Refusal.INVALID_USER_ID.because(
                "user_id: " + userId.shown() + " (allowed: a string of " + UserId.ALLOWED + ")");
    }

    Member<DisplayName> displayName() {
        return member(
                name,
                DisplayName::parse,
                Refusal.INVALID_NAME.because(
                        "name: " + name.shown() + " (allowed: a string of " + DisplayName.ALLOWED + ")"));
    }

    /** A missing member is no wrong one. */
    private static <T> Member<T> member(JsonMember sent, Function<String, Optional<T>> read, Refused wrong) {
        if (sent instanceof JsonMember.Text text) {
            Optional<T> value = read.apply(text.value());
            return new Member<>(value, value.isPresent() ? Optional.empty() : Optional.of(wrong));
        }
        return new Member<>(Optional.empty(), sent.isMissing() ? Optional.empty() : Optional.of(wrong));
    }
}
