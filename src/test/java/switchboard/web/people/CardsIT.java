package switchboard.web.people;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Media;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.testing.browser.Chromium;
import switchboard.testing.browser.ClassPage;

/** Links and cards in a real browser: what stands in a QR code leads in, and into no address, history or request. */
class CardsIT extends PeopleInBrowser {
    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    CardsIT() {
        super(CHROMIUM);
    }

    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{40,}");

    @Test
    void aPrintedCardLeadsInAndATabletIsPassedOn() throws Exception {
        ClassPage teacher = teacher();
        openClass(teacher, "ada, bob");
        List<String> requests = new ArrayList<>();
        teacher.page().onRequest(request -> requests.add(request.url()));
        List<String> cards = printedCards(teacher);
        assertThat(cards).hasSize(2).allMatch(card -> card.startsWith(address("#/card/")));
        assertThat(requests).isNotEmpty().noneMatch(url -> url.contains("card/"));

        BrowserContext tablet = CHROMIUM.profile();
        ClassPage ada = open(tablet, routeIn(cards.get(0)));
        ada.awaitStatus("Live");
        assertThat(ada.page()).hasURL(Pattern.compile(".*/student/ada$"));
        assertThat((Integer) ada.page().evaluate("history.length")).isLessThanOrEqualTo(2);
        ada.field("Your question").fill("of ada alone");
        ada.button("Not me").first().click();
        ada.button("Not me").last().click();
        assertThat(ada.field("Code of the class")).isVisible();
        assertThat(keptBy(ada)).doesNotContain("of ada alone").doesNotContain("identity");

        ada.page().navigate(cards.get(1));
        ada.awaitStatus("Live");
        assertThat(ada.page()).hasURL(Pattern.compile(".*/student/bob$"));
        assertThat(ada.field("Your question")).hasValue("");

        // A card is good as long as there is no newer one.
        ClassPage again = open(routeIn(cards.get(0)));
        again.awaitStatus("Live");
        printedCards(teacher);
        ClassPage late = open(routeIn(cards.get(0)));
        assertThat(late.alert()).containsText("This card is void");
        late.assertAccessible();
    }

    @Test
    void aCardInTheTeachersBrowserLeavesHerWhoSheIs() throws Exception {
        BrowserContext profile = CHROMIUM.profile();
        ClassPage teacher = open(profile, setupRoute());
        become(teacher);
        openClass(teacher, "ada, bob");
        String card = printedCards(teacher).get(0);

        ClassPage student = open(profile, routeIn(card));
        student.awaitStatus("Live");
        ClassPage start = open(profile, "");

        assertThat(start.text("You are Inès Weber here.")).isVisible();
        start.assertAccessible();
    }

    @Test
    void aColleagueComesByALinkThatIsGoodOnce() {
        ClassPage teacher = teacher();
        teacher.page().getByText("Teachers and devices").click();
        teacher.button("Invite another teacher").click();
        assertThat(teacher.field("Link to pass on")).isVisible();
        teacher.assertAccessible();
        String link = teacher.field("Link to pass on").inputValue();
        teacher.button("Close").click();
        assertThat(teacher.text("For another teacher")).isVisible();

        ClassPage colleague = open(routeIn(link));
        colleague.field("Your name").fill("Karl Kern");
        assertThat(colleague.page()).hasURL(Pattern.compile(".*#/teach$"));
        colleague.button("Begin to teach").click();
        assertThat(colleague.text("You are Karl Kern here.")).isVisible();
        ClassPage late = open(routeIn(link));
        assertThat(late.alert()).containsText("This link is void");

        // A further device of the teacher is asked for nothing.
        teacher.button("Another device of mine").click();
        String own = teacher.field("Link to pass on").inputValue();
        teacher.button("Close").click();
        ClassPage phone = open(routeIn(own));
        assertThat(phone.text("You are Inès Weber here.")).isVisible();
        assertThat(SECRET.matcher(phone.page().url()).find()).isFalse();
        phone.assertFits(320);
    }

    private static List<String> printedCards(ClassPage teacher) throws Exception {
        teacher.page().evaluate("() => { window.print = () => {}; }");
        teacher.tab("Roster");
        teacher.button("Cards to print").click();
        assertThat(teacher.byRole(AriaRole.DIALOG, "Cards to print")).containsText("are void from then on");
        teacher.assertAccessible();
        teacher.page().evaluate("document.querySelector('.paper')?.remove()");
        teacher.button("Make new cards").click();
        teacher.page()
                .locator(".student-card")
                .first()
                .waitFor(new Locator.WaitForOptions()
                        .setState(com.microsoft.playwright.options.WaitForSelectorState.ATTACHED));
        teacher.page().emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
        List<String> read = new ArrayList<>();
        for (Locator code : teacher.page().locator(".student-card .qr-code").all()) {
            read.add(read(code.screenshot()));
        }
        teacher.page().emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.SCREEN));
        teacher.page().evaluate("dispatchEvent(new Event('afterprint'))");
        assertThat(teacher.page().locator(".student-card")).hasCount(0);
        return read;
    }

    /** As a phone does. */
    private static String read(byte[] png) throws Exception {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        RGBLuminanceSource source = new RGBLuminanceSource(image.getWidth(), image.getHeight(), pixels);
        return new QRCodeReader()
                .decode(new BinaryBitmap(new HybridBinarizer(source)))
                .getText();
    }
}
