package switchboard.people;

import org.apache.pekko.actor.typed.ActorRef;

/** All that lets people in: what is decided at once, and where they wait for a teacher. */
public record Reception(People people, ActorRef<ClaimDesk.Command> desk) {}
