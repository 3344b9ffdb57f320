package switchboard.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.people.Answer;
import switchboard.people.PageLinks;
import switchboard.people.People;
import switchboard.protocol.frames.ProtocolJson;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.Timestamps;
import switchboard.protocol.values.UserId;
import switchboard.store.people.Teacher;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/** Carries orders about teachers out. */
public final class TeacherOrders {
    private static final Logger LOG = LoggerFactory.getLogger(TeacherOrders.class);

    /** Longer than the store takes for the two changes of a reset. */
    private static final int DONE_WITHIN_SECONDS = 45;

    private static final String COMMANDS =
            Arrays.stream(Order.Command.values()).map(Order.Command::wire).collect(Collectors.joining(", "));

    private final People people;
    private final String address;

    /** @param address where the page is, for links */
    public TeacherOrders(People people, String address) {
        this.people = people;
        this.address = address;
    }

    /** Does what a line asks for, and answers with a line. Blocks until it is done; never fails. */
    String answer(String line) {
        Reply reply;
        try {
            reply = reply(ProtocolJson.MAPPER.readValue(line, Order.class))
                    .toCompletableFuture()
                    .orTimeout(DONE_WITHIN_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (JsonProcessingException noOrder) {
            reply = Reply.refused("no order (allowed: one line of JSON, such as {\"command\":\"list\"})");
        } catch (CompletionException unknown) {
            reply = Reply.refused("the server cannot say whether it was done: look at the list of teachers");
        }
        return written(reply);
    }

    static String written(Reply reply) {
        try {
            return ProtocolJson.MAPPER.writeValueAsString(reply);
        } catch (JsonProcessingException textsCanBeWritten) {
            throw new IllegalStateException(textsCanBeWritten);
        }
    }

    private CompletionStage<Reply> reply(Order order) {
        Optional<Order.Command> command = order == null ? Optional.empty() : Order.Command.of(order.command());
        if (command.isEmpty()) {
            return now(Reply.refused("command: no such order (allowed: " + COMMANDS + ")"));
        }
        return switch (command.get()) {
            case ADD -> link(Optional.empty());
            case LIST -> list();
            case RESET -> about(order, user -> lockOut(user, false, () -> link(Optional.of(user))));
            case REMOVE -> about(order, user -> lockOut(user, true, () -> now(Reply.DONE)));
        };
    }

    private static CompletionStage<Reply> about(Order order, Function<UserId, CompletionStage<Reply>> done) {
        String user = order.userId();
        return user != null && UserId.isValid(user)
                ? done.apply(new UserId(user))
                : now(Reply.refused("user_id: no user id (allowed: " + UserId.ALLOWED + ")"));
    }

    private CompletionStage<Reply> link(Optional<UserId> forTeacher) {
        return people.invite(Optional.empty(), forTeacher)
                .thenApply(answer -> answer.either(
                        link -> new Reply(
                                null,
                                address + PageLinks.ofInvite(link.secret()),
                                Timestamps.format(link.expiresAt()),
                                null),
                        TeacherOrders::refused));
    }

    private CompletionStage<Reply> list() {
        return people.teachers()
                .thenApply(answer -> answer.either(
                        teachers -> new Reply(
                                null,
                                null,
                                null,
                                teachers.stream().map(TeacherOrders::line).toList()),
                        TeacherOrders::refused));
    }

    private static Reply.TeacherLine line(Teacher teacher) {
        return new Reply.TeacherLine(
                teacher.user().value(), teacher.name().value(), Timestamps.format(teacher.addedAt()));
    }

    private interface Next {
        CompletionStage<Reply> reply();
    }

    private CompletionStage<Reply> lockOut(UserId user, boolean andTeacher, Next next) {
        return people.lockOut(user, andTeacher).thenCompose(answer -> {
            if (answer instanceof Answer.NotDone<Boolean> notDone) {
                return now(refused(notDone.refused()));
            }
            LOG.atInfo()
                    .addKeyValue(LogFields.EVENT, LogEvents.PERSON_LET_OUT)
                    .addKeyValue(LogFields.USER, user)
                    .log(
                            andTeacher
                                    ? "is a teacher no more, by an order at the server"
                                    : "is signed out of all devices, by an order at the server");
            return next.reply();
        });
    }

    private static Reply refused(Refused refused) {
        return Reply.refused(refused.message());
    }

    private static CompletionStage<Reply> now(Reply reply) {
        return CompletableFuture.completedStage(reply);
    }
}
