package switchboard.store.writer;

import switchboard.settings.SettingsReader;
import switchboard.store.NewMessage;

/**
 * What may wait for the disk, and what one commit takes.
 *
 * @param queueMessages messages that may wait in all
 * @param queueBytes bytes that they may have ({@link NewMessage#storedBytes})
 * @param sessionMessages messages of one session that may wait
 * @param sessionBytes bytes that those may have
 * @param groupMessages messages of one commit
 * @param groupBytes bytes of one commit, but for a single message
 */
public record WriterSettings(
        int queueMessages,
        long queueBytes,
        int sessionMessages,
        long sessionBytes,
        int groupMessages,
        long groupBytes) {
    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;
    private static final int MOST_MESSAGES = 1_000_000;

    public static WriterSettings from(SettingsReader settings) {
        return new WriterSettings(
                settings.integer("switchboard.writer.queue-messages", 1, MOST_MESSAGES),
                settings.memory("switchboard.writer.queue-bytes", 128 * KIB, 4096 * MIB, 8),
                settings.integer("switchboard.writer.session-messages", 1, MOST_MESSAGES),
                settings.bytes("switchboard.writer.session-bytes", 128 * KIB, 4096 * MIB),
                settings.integer("switchboard.writer.group-messages", 1, 10_000),
                settings.bytes("switchboard.writer.group-bytes", KIB, 64 * MIB));
    }
}
