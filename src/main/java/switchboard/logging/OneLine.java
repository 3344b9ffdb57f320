package switchboard.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.event.KeyValuePair;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * Makes of an event what the log shows: one line with an event's name, also where a library logged it. An exception
 * becomes the end of the sentence; its stack trace is for those who write the server, and shown at {@code debug} only.
 */
final class OneLine {
    private static final String OURS = "switchboard.";
    private static final int CAUSES = 3;
    private static final int MESSAGE_CHARACTERS = 200;

    private OneLine() {}

    /** @param traces whether stack traces are shown as they are */
    static ILoggingEvent of(ILoggingEvent event, boolean traces) {
        IThrowableProxy thrown = event.getThrowableProxy();
        boolean tells = thrown != null && !traces;
        boolean unnamed = event.getLevel().isGreaterOrEqual(Level.WARN) && !hasName(event);
        if (!tells && !unnamed) {
            return event;
        }
        LoggingEvent line = new LoggingEvent();
        line.setLoggerName(event.getLoggerName());
        line.setThreadName(event.getThreadName());
        line.setLevel(event.getLevel());
        line.setInstant(event.getInstant() == null ? Instant.ofEpochMilli(event.getTimeStamp()) : event.getInstant());
        line.setMDCPropertyMap(event.getMDCPropertyMap());
        line.setMessage(tells ? event.getFormattedMessage() + ": " + told(thrown) : event.getFormattedMessage());
        if (traces && thrown instanceof ThrowableProxy trace) {
            line.setThrowableProxy(trace);
        }
        List<KeyValuePair> fields = new ArrayList<>();
        if (event.getKeyValuePairs() != null) {
            fields.addAll(event.getKeyValuePairs());
        }
        if (unnamed) {
            fields.add(new KeyValuePair(LogFields.EVENT, LogEvents.LIBRARY_PROBLEM));
        }
        line.setKeyValuePairs(fields);
        return line;
    }

    private static boolean hasName(ILoggingEvent event) {
        List<KeyValuePair> fields = event.getKeyValuePairs();
        return fields != null && fields.stream().anyMatch(field -> field.key.equals(LogFields.EVENT));
    }

    /** The exception, its causes, and the line of ours in which it came up. */
    private static String told(IThrowableProxy thrown) {
        StringBuilder text = new StringBuilder();
        IThrowableProxy last = thrown;
        for (int i = 0; thrown != null && i < CAUSES; i++) {
            text.append(i == 0 ? "" : ", by ").append(simple(thrown.getClassName()));
            if (thrown.getMessage() != null) {
                text.append(": ").append(shortened(thrown.getMessage()));
            }
            last = thrown;
            thrown = thrown.getCause();
        }
        return text.append(source(last)).toString();
    }

    private static String source(IThrowableProxy thrown) {
        StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
        if (frames == null || frames.length == 0) {
            return "";
        }
        StackTraceElement line = frames[0].getStackTraceElement();
        for (StackTraceElementProxy frame : frames) {
            if (frame.getStackTraceElement().getClassName().startsWith(OURS)) {
                line = frame.getStackTraceElement();
                break;
            }
        }
        return " (" + simple(line.getClassName()) + ":" + line.getLineNumber() + ")";
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    private static String shortened(String message) {
        String line = message.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= MESSAGE_CHARACTERS ? line : line.substring(0, MESSAGE_CHARACTERS) + " …";
    }
}
