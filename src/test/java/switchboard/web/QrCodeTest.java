package switchboard.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is drawn is read again, as a phone would. */
class QrCodeTest {
    private static final int PIXELS = 4;
    private static final int BLACK = 0;
    private static final int WHITE = 0xFF_FFFF;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "http://192.168.1.20:8080/#/class/0193f2f0-0000-7000-8000-000000000001",
                "https://schule.example/grüße/日本"
            })
    void bothDrawingsSayTheText(String text) throws Exception {
        assertThat(read(ofSvg(QrCode.of(text).svg()))).isEqualTo(text);
        assertThat(read(ofTerminal(QrCode.of(text).terminal()))).isEqualTo(text);
    }

    @Test
    void takesUpTo1024Bytes() throws Exception {
        assertThat(read(ofSvg(QrCode.of("ü".repeat(512)).svg()))).hasSize(512);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QrCode.of("ü".repeat(512) + "x"))
                .withMessage("1025 bytes (allowed: 1 to 1024)");
        assertThatIllegalArgumentException().isThrownBy(() -> QrCode.of(""));
    }

    /** A text cannot become markup: what is drawn holds nothing of it. */
    @Test
    void drawingHoldsNothingOfTheText() {
        assertThat(QrCode.of("<script>alert(1)</script>").svg()).doesNotContain("script", "alert");
    }

    private static boolean[][] ofSvg(String svg) {
        Matcher size = Pattern.compile("viewBox=\"0 0 (\\d+) ").matcher(svg);
        assertThat(size.find()).isTrue();
        int width = Integer.parseInt(size.group(1));
        boolean[][] dark = new boolean[width][width];
        Matcher module = Pattern.compile("M(\\d+) (\\d+)h1v1h-1z").matcher(svg);
        while (module.find()) {
            dark[Integer.parseInt(module.group(2))][Integer.parseInt(module.group(1))] = true;
        }
        return dark;
    }

    private static boolean[][] ofTerminal(String lines) {
        String[] rows = lines.split("\n");
        boolean[][] dark = new boolean[rows.length * 2][rows[0].length()];
        for (int y = 0; y < rows.length; y++) {
            for (int x = 0; x < rows[y].length(); x++) {
                char cell = rows[y].charAt(x);
                dark[2 * y][x] = cell == ' ' || cell == '▄';
                dark[2 * y + 1][x] = cell == ' ' || cell == '▀';
            }
        }
        return dark;
    }

    private static String read(boolean[][] dark) throws ReaderException {
        int height = dark.length * PIXELS;
        int width = dark[0].length * PIXELS;
        int[] pixels = new int[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                pixels[y * width + x] = dark[y / PIXELS][x / PIXELS] ? BLACK : WHITE;
            }
        }
        return new QRCodeReader()
                .decode(new BinaryBitmap(new GlobalHistogramBinarizer(new RGBLuminanceSource(width, height, pixels))))
                .getText();
    }
}
