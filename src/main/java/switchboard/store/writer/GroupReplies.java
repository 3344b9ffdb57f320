package switchboard.store.writer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import switchboard.store.AppendOutcome;

/** Gathers what is to be told about one group, so that everybody gets their appends' outcomes in one message. */
final class GroupReplies {
    private final Map<ActorRef<? super Writer.Outcomes>, List<AppendOutcome>> outcomes = new LinkedHashMap<>();
    private final List<Runnable> others = new ArrayList<>();

    void add(ActorRef<? super Writer.Outcomes> replyTo, AppendOutcome outcome) {
        outcomes.computeIfAbsent(replyTo, r -> new ArrayList<>()).add(outcome);
    }

    <T> void add(ActorRef<? super T> replyTo, T reply) {
        others.add(() -> replyTo.tell(reply));
    }

    /** Outcomes go first: whoever hears of an end or a head has heard of what came before it. */
    void send() {
        outcomes.forEach((replyTo, all) -> replyTo.tell(new Writer.Outcomes(all)));
        others.forEach(Runnable::run);
    }
}
