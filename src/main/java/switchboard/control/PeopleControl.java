package switchboard.control;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import switchboard.people.Answer;
import switchboard.people.People;
import switchboard.protocol.values.UserId;

/** Does what is asked of the server by its socket. Thread-safe, and never blocks. */
public final class PeopleControl implements Function<ControlRequest, CompletionStage<ControlAnswer>> {
    private static final String LINK = "/#/teach/";

    private final Optional<People> people;
    private final String address;

    /**
     * Does it by these.
     *
     * @param people empty where the server hands out no tokens itself
     * @param address at which links begin
     */
    public PeopleControl(Optional<People> people, String address) {
        this.people = people;
        this.address = address;
    }

    @Override
    public CompletionStage<ControlAnswer> apply(ControlRequest request) {
        if (people.isEmpty()) {
            return now(ControlAnswer.refusedBecause(
                    "the server hands out no tokens itself: it does with auth.mode = token and auth.people = true"));
        }
        return switch (request.command()) {
            case ADD_TEACHER -> link(people.get(), Optional.empty());
            case LIST_TEACHERS -> list(people.get());
            case RESET_TEACHER -> lockOut(people.get(), request, false);
            case REMOVE_TEACHER -> lockOut(people.get(), request, true);
        };
    }

    private CompletionStage<ControlAnswer> link(People open, Optional<UserId> forTeacher) {
        return open.invite(Optional.empty(), forTeacher)
                .thenApply(answer -> either(
                        answer,
                        link -> ControlAnswer.link(
                                address + LINK + link.secret().value(),
                                link.expiresAt().toString())));
    }

    private static CompletionStage<ControlAnswer> list(People open) {
        return open.teachers()
                .thenApply(answer -> either(
                        answer,
                        teachers -> ControlAnswer.teachers(teachers.stream()
                                .map(teacher -> new ControlAnswer.TeacherLine(
                                        teacher.user().value(),
                                        teacher.name().value(),
                                        teacher.addedAt().toString()))
                                .toList())));
    }

    private CompletionStage<ControlAnswer> lockOut(People open, ControlRequest request, boolean andTeacher) {
        String user = request.user();
        if (user == null || !UserId.isValid(user)) {
            return now(ControlAnswer.refusedBecause("no user id (allowed: " + UserId.ALLOWED + ")"));
        }
        UserId teacher = new UserId(user);
        return open.lockOut(teacher, andTeacher)
                .thenCompose(answer -> answer.either(
                        done -> andTeacher ? now(ControlAnswer.done()) : link(open, Optional.of(teacher)),
                        refused -> now(ControlAnswer.refusedBecause(refused.message()))));
    }

    private static <T> ControlAnswer either(Answer<T> answer, Function<T, ControlAnswer> done) {
        return answer.either(done, refused -> ControlAnswer.refusedBecause(refused.message()));
    }

    private static CompletionStage<ControlAnswer> now(ControlAnswer answer) {
        return CompletableFuture.completedStage(answer);
    }
}
