package switchboard.web;

import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A text, such as an address, as a QR code. Immutable. */
public final class QrCode {
    /** The longest text, in UTF-8 (protocol.md, section 3). No phone reads a longer one from a projector. */
    public static final int MAX_BYTES = 1_024;

    /** The width in modules of the light frame that a code needs (ISO/IEC 18004). */
    private static final int QUIET = 4;

    /** A character cell of a terminal shows two modules, one above the other. */
    private static final int QUIET_ON_TERMINAL = 2;

    private final ByteMatrix modules;

    private QrCode(ByteMatrix modules) {
        this.modules = modules;
    }

    /** @throws IllegalArgumentException for a text that is empty or has more than {@link #MAX_BYTES} */
    public static QrCode of(String text) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > MAX_BYTES) {
            throw new IllegalArgumentException(bytes + " bytes (allowed: 1 to " + MAX_BYTES + ")");
        }
        try {
            return new QrCode(Encoder.encode(
                            text,
                            ErrorCorrectionLevel.M,
                            Map.of(EncodeHintType.CHARACTER_SET, StandardCharsets.UTF_8.name()))
                    .getMatrix());
        } catch (WriterException e) {
            throw new IllegalStateException("every text of this length fits", e);
        }
    }

    /** As an SVG image, black on white. */
    public String svg() {
        int size = modules.getWidth() + 2 * QUIET;
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < modules.getHeight(); y++) {
            for (int x = 0; x < modules.getWidth(); x++) {
                if (isDark(x, y)) {
                    path.append('M')
                            .append(x + QUIET)
                            .append(' ')
                            .append(y + QUIET)
                            .append("h1v1h-1z");
                }
            }
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + size + " " + size
                + "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + size + "v" + size
                + "H0z\"/><path d=\""
                + path + "\"/></svg>";
    }

    /** For a terminal with light characters on a dark ground, as lines of half blocks; its last line ends, too. */
    public String terminal() {
        StringBuilder lines = new StringBuilder();
        for (int y = -QUIET_ON_TERMINAL; y < modules.getHeight() + QUIET_ON_TERMINAL; y += 2) {
            for (int x = -QUIET_ON_TERMINAL; x < modules.getWidth() + QUIET_ON_TERMINAL; x++) {
                lines.append(halves(isDark(x, y), isDark(x, y + 1)));
            }
            lines.append('\n');
        }
        return lines.toString();
    }

    private static char halves(boolean upperIsDark, boolean lowerIsDark) {
        if (upperIsDark) {
            return lowerIsDark ? ' ' : '▄';
        }
        return lowerIsDark ? '▀' : '█';
    }

    /** Outside of the code everything is light. */
    private boolean isDark(int x, int y) {
        boolean inside = x >= 0 && y >= 0 && x < modules.getWidth() && y < modules.getHeight();
        return inside && modules.get(x, y) == 1;
    }
}
