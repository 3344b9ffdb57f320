package switchboard.proof;

/**
 * The salts of one message.
 *
 * @param from of who sent it, in this session
 * @param to of whom it is to, in this session; of nobody where it is to nobody
 * @param content of its content alone
 */
public record Salts(Salt from, Salt to, Salt content) {}
