package switchboard.protocol.frames;

/**
 * One of all that is wrong with a list in a request body (protocol.md, section 3).
 *
 * @param member of the body that holds the list
 * @param index where it stands there, from 0
 * @param value what stands there, shortened: of an object's member its name
 * @param message what is wrong with it and what is allowed, for people
 */
public record MemberProblem(String member, int index, String value, String message) {}
