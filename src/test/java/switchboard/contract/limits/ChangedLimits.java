package switchboard.contract.limits;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import switchboard.testing.server.RunningServer;

/**
 * A value for every setting that is a number, a size or a time, of which none is the default, or a number that anything
 * else of the server has; and which of them no client is ever told, each with the reason.
 */
final class ChangedLimits {
    private static final String ROOT = "switchboard.";

    private static final Map<String, String> SAID = new LinkedHashMap<>();
    private static final Map<String, String> UNSAID = new LinkedHashMap<>();
    private static final Map<String, String> WHY_UNSAID = new HashMap<>();

    static {
        said("http.max-body", "150001");
        said("http.max-headers", "3001");
        said("http.max-uri", "1999");
        said("http.head-within", "3301ms");
        said("http.body-within", "3303ms");
        said("http.answer-within", "3307ms");
        said("http.max-connections", "67");
        said("http.max-waits", "3");
        said("http.max-drawings", "8");
        said("http.incoming-bytes", "1050003");
        said("http.unsent-answers", "1050001");
        said("shutdown.reconnect-within", "1709ms");
        said("sessions.max-active", "9");
        said("sessions.max-students", "6");
        said("sessions.in-use-bytes", "150001");
        said("sessions.max-pending", "17");
        said("sessions.max-connections", "11");
        said("sessions.max-connections-per-session", "5");
        said("sessions.joins-per-second", "7");
        said("sessions.joins-per-user", "6");
        said("sessions.max-replaced", "2");
        said("sessions.creates-per-minute", "37");
        said("sessions.changes-per-minute", "3");
        said("join-codes.wrong-per-address", "12");
        said("session.max-bytes", "1100001");
        said("rate.student", "13");
        said("rate.instructor", "23");
        said("rate.flooding-factor", "3");
        said("rate.guests", "2");
        said("rate.session", "31");
        said("rate.session-bytes", "1200001");
        said("connection.max-message", "140001");
        said("connection.message-within", "3063ms");
        said("connection.slow-timeout", "3009ms");
        said("connection.replay-timeout", "3013ms");
        said("connection.answer-timeout", "3019ms");
        said("writer.session-messages", "2");

        String noLimit = "no limit";
        unsaid("port", "0", noLimit);

        String waits = "who is beyond it waits";
        unsaid("http.requests-at-once", "15", waits);
        unsaid("http.backlog", "71", waits);
        unsaid("connection.queue-frames", "73", waits);
        unsaid("connection.queue-bytes", "1000003", waits);
        unsaid(
                "connection.all-queues-bytes",
                "20000003",
                "who has most of it is closed, and its text holds no number: SlowReadersIT");
        unsaid("connection.notices", "79", waits);
        unsaid("connection.unanswered-frames", "19", waits);
        unsaid("history.readers", "3", waits);
        unsaid("history.in-flight-bytes", "30000001", waits);

        unsaid(
                "session.max-instructors",
                "8",
                "unavailable, as sessions.max-connections-per-session: HubTest meets it");
        unsaid(
                "join-codes.wrong-per-minute",
                "41",
                "rate_limited, as join-codes.wrong-per-address: WrongCodesTest meets it");
        unsaid("http.waiting-bodies", "61", "unavailable, as http.max-waits: LargeRequestsTest meets it");
        unsaid("session.max-waits", "2", "who has more ends the oldest, which gets an empty page");

        unsaid("auth.kept-tokens", "83", "a token that gave way is checked again: VerifiedTokensTest");
        String people = "of mode token: PeopleContractTest and ClaimDeskTest meet it";
        unsaid("people.token-lifetime", "3607s", people);
        unsaid("people.device-lifetime", "179d", people);
        unsaid("people.invite-lifetime", "6d", people);
        unsaid("people.request-lifetime", "601s", people);
        unsaid("people.max-requests", "59", people);
        unsaid("http.spare-connections", "31", "who is beyond it takes the place of another one");
        unsaid("connection.control-frames", "1201", "who is beyond it is told of flooding, as rate.flooding-factor");
        unsaid("connection.inflow-bytes", "130000001", "who is beyond it is told of flooding, as rate.flooding-factor");

        String withoutAWord = "who is beyond it is cut off without a word: nobody would read one";
        unsaid("http.idle-within", "61001ms", withoutAWord);
        unsaid("http.linger-within", "1021ms", withoutAWord);
        unsaid("shutdown.close-within", "1031ms", withoutAWord);
        unsaid("connection.silence-timeout", "59001ms", withoutAWord);
        unsaid("connection.linger", "14009ms", withoutAWord);

        String busy = "busy, as writer.session-messages";
        unsaid("writer.queue-messages", "9001", busy);
        unsaid("writer.queue-bytes", "33000001", busy);
        unsaid("writer.session-bytes", "4100001", busy);

        String storageFailed = "storage_failed, as connection.answer-timeout";
        unsaid("shutdown.drain-within", "5003ms", storageFailed);
        unsaid("sqlite.max-size", "700000001", storageFailed);
        unsaid("sqlite.busy-timeout", "1033ms", storageFailed);
        unsaid("history.waiting-finds", "997", "storage_failed or unavailable, as http.answer-within");

        String inside = "how the server works; nobody meets it";
        unsaid("log.lines-per-second", "89", inside);
        unsaid("http.socket-threads", "1", inside);
        unsaid("http.send-buffer", "8192", inside);
        unsaid("health.check-every", "907ms", inside);
        unsaid("health.answer-within", "4001ms", "a health report says for how long a part has been silent");
        unsaid("session.tail-messages", "1", inside);
        unsaid("session.tail-bytes", "1000001", inside);
        unsaid("session.all-tails-bytes", "60000001", inside);
        unsaid("session.advance-every", "991", inside);
        unsaid("session.own-writes", "7", inside);
        unsaid("session.idle-after", "57001ms", inside);
        unsaid("connection.write-bytes", "16001", inside);
        unsaid("connection.ping-interval", "29001ms", inside);
        unsaid("connection.ended-grace", "9001ms", inside);
        unsaid("connection.sweep-interval", "53ms", inside);
        unsaid("writer.group-messages", "1", inside);
        unsaid("writer.group-bytes", "1000001", inside);
        unsaid("history.page-messages", "983", "a page may be shorter than what was asked for");
        unsaid("history.page-bytes", "250001", "a page may be shorter than what was asked for");
        unsaid("history.page-scan", "90001", "a page may be shorter than what was asked for");
        unsaid("history.shared-bytes", "1000001", inside);
        unsaid("sqlite.cache", "8000001", inside);
        unsaid("sqlite.reader-cache", "16000001", inside);
        unsaid("sqlite.checkpoint", "8000001", inside);
    }

    private ChangedLimits() {}

    private static void said(String key, String value) {
        SAID.put(ROOT + key, value);
    }

    private static void unsaid(String key, String value, String why) {
        UNSAID.put(ROOT + key, value);
        WHY_UNSAID.put(ROOT + key, why);
    }

    /** The keys of what a client is told, at the latest when it meets it. */
    static Set<String> said() {
        return SAID.keySet();
    }

    /** Every key that has a value here. */
    static Set<String> all() {
        Set<String> all = new TreeSet<>(SAID.keySet());
        all.addAll(UNSAID.keySet());
        return all;
    }

    /** Every key that says why no client is told. */
    static Map<String, String> unsaid() {
        return Map.copyOf(WHY_UNSAID);
    }

    static String value(String key) {
        return SAID.getOrDefault(key, UNSAID.getOrDefault(key, ""));
    }

    /** The number in the value of a key, which is the one that a text shows. */
    static long number(String key) {
        return Long.parseLong(SAID.getOrDefault(ROOT + key, "").replace("ms", ""));
    }

    static RunningServer.Starting of(RunningServer.Starting starting) {
        RunningServer.Starting changed = starting;
        for (String key : List.copyOf(all())) {
            changed = changed.with(key, value(key));
        }
        return changed;
    }
}
