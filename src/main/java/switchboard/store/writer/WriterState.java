package switchboard.store.writer;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * One state of the writer: what it does about each message. All states have the one table of {@link #behavior}, so that
 * a message which one of them has forgotten does not compile.
 */
interface WriterState {
    Behavior<Writer.Command> onAppend(Writer.Append append);

    Behavior<Writer.Command> onReadHead(Writer.ReadHead read);

    Behavior<Writer.Command> onNoteJoins(Writer.NoteJoins note);

    Behavior<Writer.Command> onCreateSession(Writer.CreateSession create);

    Behavior<Writer.Command> onChangeRoster(Writer.ChangeRoster change);

    Behavior<Writer.Command> onEndSession(Writer.EndSession end);

    Behavior<Writer.Command> onSetJoinCode(Writer.SetJoinCode set);

    Behavior<Writer.Command> onChangePeople(Writer.ChangePeople change);

    Behavior<Writer.Command> onGetStatus(Writer.GetStatus get);

    Behavior<Writer.Command> onDrain(Writer.Drain drain);

    Behavior<Writer.Command> onGroupWritten(DatabaseWork.GroupWritten written);

    Behavior<Writer.Command> onGroupFailed(DatabaseWork.GroupFailed failed);

    Behavior<Writer.Command> onLookedUp(DatabaseWork.LookedUp lookedUp);

    Behavior<Writer.Command> onHeadsRead(DatabaseWork.HeadsRead read);

    Behavior<Writer.Command> onHeadsNotRead(DatabaseWork.HeadsNotRead failed);

    Behavior<Writer.Command> onChecked(DatabaseWork.Checked checked);

    Behavior<Writer.Command> onCheckFailed(DatabaseWork.CheckFailed failed);

    Behavior<Writer.Command> onTick();

    Behavior<Writer.Command> onRetryDue();

    Behavior<Writer.Command> onProbeDue();

    /**
     * Has this state handle what comes. What overtakes the messages of a former incarnation, and the answers to it, are
     * left out in every state.
     */
    static Behavior<Writer.Command> behavior(WriterState state, long incarnation, DatabaseWork work) {
        return Behaviors.receive(Writer.Command.class)
                .onMessage(Writer.Append.class, append -> append.overtakes(incarnation), append -> Behaviors.same())
                .onMessage(Writer.Append.class, state::onAppend)
                .onMessage(Writer.ReadHead.class, state::onReadHead)
                .onMessage(Writer.NoteJoins.class, state::onNoteJoins)
                .onMessage(Writer.CreateSession.class, state::onCreateSession)
                .onMessage(Writer.ChangeRoster.class, state::onChangeRoster)
                .onMessage(Writer.EndSession.class, state::onEndSession)
                .onMessage(Writer.SetJoinCode.class, state::onSetJoinCode)
                .onMessage(Writer.ChangePeople.class, state::onChangePeople)
                .onMessage(Writer.GetStatus.class, state::onGetStatus)
                .onMessage(Writer.Drain.class, state::onDrain)
                .onMessage(DatabaseWork.Reply.class, work::isStale, stale -> Behaviors.same())
                .onMessage(DatabaseWork.GroupWritten.class, state::onGroupWritten)
                .onMessage(DatabaseWork.GroupFailed.class, state::onGroupFailed)
                .onMessage(DatabaseWork.LookedUp.class, state::onLookedUp)
                .onMessage(DatabaseWork.HeadsRead.class, state::onHeadsRead)
                .onMessage(DatabaseWork.HeadsNotRead.class, state::onHeadsNotRead)
                .onMessage(DatabaseWork.Checked.class, state::onChecked)
                .onMessage(DatabaseWork.CheckFailed.class, state::onCheckFailed)
                .onMessage(DatabaseWork.Crashed.class, DatabaseWork.Crashed::fail)
                .onMessageEquals(Writer.Tick.INSTANCE, state::onTick)
                .onMessageEquals(Writer.RetryDue.INSTANCE, state::onRetryDue)
                .onMessageEquals(OpenCircuit.ProbeDue.INSTANCE, state::onProbeDue)
                .onAnyMessage(WriterState::unknown)
                .build();
    }

    private static Behavior<Writer.Command> unknown(Writer.Command command) {
        throw new IllegalStateException("no state of the writer handles " + command);
    }
}
