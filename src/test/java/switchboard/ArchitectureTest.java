package switchboard;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may know whom. A package that breaks this is not where the reader of the others looks for it. */
class ArchitectureTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("switchboard");

    /**
     * Rules that stand beside the actors that ask them: they take values and a time, and need no actor to be tested.
     */
    private static final List<String> RULES = List.of(
            "session.Routing",
            "hub.Reservations",
            "hub.ConnectionSlots",
            "hub.Admissions",
            "hub.ActiveSessionQuota",
            "hub.ChangeRate",
            "hub.SessionMemoryBudget",
            "store.writer.RetryPolicy",
            "store.writer.QueueBounds",
            "store.history.PageQueue",
            "store.history.ReadRoundRobin",
            "http.guard.GivingWay",
            "http.guard.TimeLimits");

    /** What carries messages and {@code content}. */
    private static final List<String> CARRIERS = List.of(
            "protocol.values.JsonScanner",
            "protocol.frames.FrameReader",
            "protocol.values.Content",
            "protocol.frames.AsciiFrame",
            "protocol.frames.MessageEncoder",
            "protocol.frames.ReceiptEncoder",
            "http.api.PostMessageCall",
            "http.api.ReadMessagesCall",
            "http.api.MessagesBody");

    /**
     * Each package with those of ours that it may know, besides itself and telemetry, time, failures, net, shares and
     * settings, which all may. A name with two dots at its end means what is below it, too; ROOT is the package
     * {@code switchboard} itself.
     */
    @ParameterizedTest(name = "{0} knows {1}")
    @CsvSource(
            nullValues = "nobody",
            value = {
                "telemetry.., nobody",
                "time.., nobody",
                "failures.., nobody",
                "net.., nobody",
                "shares.., nobody",
                "settings.., nobody",
                "logging.., nobody",
                "web.., nobody",
                "protocol.values, nobody",
                "protocol.finding, protocol.values",
                "protocol.frames, protocol.values",
                "files, nobody",
                "proof, protocol.values protocol.frames",
                "identity.tokens, protocol.values files",
                "identity.access, protocol.values protocol.frames identity.tokens",
                "store, protocol.. store.people",
                "store.people, protocol.. store",
                "store.writer, protocol.. store store.people",
                "store.history, protocol.. store store.people",
                "store.sqlite.file, store protocol.. store.rules files",
                "store.sqlite.schema, store store.sqlite.file",
                "store.sqlite.backup, store store.sqlite.file store.sqlite.schema files",
                "store.rules, store store.people protocol..",
                "store.sqlite.people, store store.people store.rules protocol.. store.sqlite.file",
                "store.sqlite.log, store store.rules protocol.. store.sqlite.file store.sqlite.people",
                "store.sqlite, store store.people store.rules protocol.. store.sqlite..",
                "session.api, protocol.. store..",
                "session.rules, protocol.. store session.api",
                "session, protocol.. store.. session..",
                "hub, protocol.. store.. session..",
                "people, protocol.. store.. session.api identity.tokens",
                "connection.codec, protocol..",
                "connection.outbound, protocol.. store session.api connection.codec",
                "connection, protocol.. store.. session.api identity.. connection.codec connection.outbound",
                "connection.websocket, protocol.. session.api connection..",
                "ops, protocol.. store.. session.api",
                "http.request, protocol.. identity..",
                "http.policy, protocol.. http.request",
                "http.scheduling, nobody",
                "http.guard, protocol.. session.api connection connection.websocket http.request http.policy"
                        + " http.scheduling",
                "http.body, protocol.. http.request http.policy http.scheduling http.guard",
                "http.routing, protocol.. identity.. people http.request http.guard http.body",
                "http.people, protocol.. store.. session.api identity.. people http..",
                "http.api, protocol.. store.. session.api hub connection.. ops web identity.. people http..",
                "http, protocol.. connection.. http..",
                "bench.client, protocol..",
                "bench.account, protocol.. bench.client",
                "bench.stage, protocol.. bench.client bench.account",
                "bench.load, protocol.. bench.client bench.account bench.stage",
                "bench.scenarios, protocol.. bench.client bench.account bench.stage bench.load",
                "bench.cold, protocol.. bench.client bench.account bench.stage bench.load bench.scenarios",
                "bench.report, protocol.. bench.client bench.account bench.stage bench.scenarios",
                "bench, protocol.. bench..",
                "control, protocol.. store.people people files",
                "cli, ROOT logging web bench control protocol..",
            })
    void packagesKnowOnlyWhatIsLeftOfThem(String name, String others) {
        List<String> allowed = new ArrayList<>(List.of(
                "switchboard." + name,
                of("telemetry"),
                of("settings"),
                of("time"),
                of("failures"),
                of("net"),
                of("shares")));
        if (others != null) {
            for (String other : others.split(" ")) {
                allowed.add(other.equals("ROOT") ? "switchboard" : "switchboard." + other);
            }
        }
        check(noClasses()
                .that()
                .resideInAPackage("switchboard." + name)
                .should()
                .dependOnClassesThat(resideInAPackage("switchboard..")
                        .and(not(resideInAnyPackage(allowed.toArray(String[]::new))))));
    }

    /** A package that is named in no line above would be free to know anybody. */
    @Test
    void everyPackageHasItsLine() throws Exception {
        String[] lines = ArchitectureTest.class
                .getDeclaredMethod("packagesKnowOnlyWhatIsLeftOfThem", String.class, String.class)
                .getAnnotation(CsvSource.class)
                .value();
        String[] named = Stream.concat(
                        Stream.of("switchboard"),
                        Stream.of(lines).map(line -> "switchboard." + line.substring(0, line.indexOf(','))))
                .toArray(String[]::new);
        check(classes().should().resideInAnyPackage(named));
    }

    @Test
    void noPackageIsCrowded() {
        Map<String, Long> files = MAIN.stream()
                .filter(JavaClass::isTopLevelClass)
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
        assertThat(files).allSatisfy((name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(20));
    }

    @Test
    void noCycles() {
        check(slices().matching("switchboard.(*)..").should().beFreeOfCycles());
        check(slices().matching("switchboard.(**)").should().beFreeOfCycles());
    }

    @Test
    void onlyTheRootKnowsADialect() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("switchboard", "switchboard.store.sqlite..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("switchboard.store.sqlite.."));
    }

    /** What starts a server, such as a test or another program, must not need arguments, signals or a terminal. */
    @Test
    void nobodyKnowsTheCommandLine() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("switchboard.cli")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("switchboard.cli"));
    }

    @Test
    void noPekkoInProtocolNorInTheRules() {
        check(noClasses()
                .that()
                .resideInAnyPackage(
                        of("protocol"),
                        of("settings"),
                        of("telemetry"),
                        of("net"),
                        of("shares"),
                        of("session.rules"),
                        of("store.rules"),
                        of("bench"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.pekko.."));
        for (String rule : RULES) {
            check(noClasses()
                    .that()
                    .haveNameMatching("switchboard\\." + rule.replace(".", "\\.") + "(\\$.*)?")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache.pekko.."));
        }
    }

    /** What leaves the store for clients is a {@code Trouble}, whose words are for anybody. */
    @Test
    void onlyTheStoreAndTheStartKnowTheSentencesForOperators() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("switchboard", of("store"))
                .should()
                .dependOnClassesThat()
                .haveNameMatching("switchboard\\.store\\.StoreException"));
        check(noClasses()
                .that()
                .haveNameMatching("switchboard\\.store\\.(writer\\.(Pending.*|GroupReplies)|AppendOutcome.*)")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("switchboard\\.store\\.StoreException"));
    }

    @Test
    void jdbcOnlyInTheStore() {
        onlyIn("java.sql..", of("store"));
        onlyIn("org.sqlite..", of("store"));
    }

    @Test
    void pekkoHttpOnlyWhereHttpIsSpoken() {
        onlyIn("org.apache.pekko.http..", of("http"), of("web"), of("connection"), of("bench"));
    }

    /**
     * Decision 8: each mapper learns all types anew, and has limits of its own. The bench is a client, with its own;
     * and what earlier servers have stored is read without limits.
     */
    @Test
    void oneMapperForAllJsonThatIsNoMessage() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(of("bench"))
                .and()
                .doNotHaveFullyQualifiedName("switchboard.protocol.frames.ProtocolJson")
                .and()
                .doNotHaveFullyQualifiedName("switchboard.protocol.values.StoredJson")
                .should()
                .callConstructor(ObjectMapper.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(JsonMapper.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(JsonFactory.class));
        onlyIn("org.apache.pekko.http.javadsl.marshallers..", of("http"));
    }

    /** Decision 6: what clients write is cut out of the text that was checked, not built anew. */
    @Test
    void messagesPassNoMapper() {
        for (String carrier : CARRIERS) {
            check(noClasses()
                    .that()
                    .haveNameMatching("switchboard\\." + carrier.replace(".", "\\.") + "(\\$.*)?")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("com.fasterxml.jackson.."));
        }
    }

    @Test
    void timeComesFromAnInjectedClockOrTicker() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("switchboard", of("bench"), of("logging"))
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone"));
    }

    @Test
    void nobodySleeps() {
        check(noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class, int.class));
    }

    @Test
    void onlyTheCommandLineWritesToTheConsole() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(of("cli"), of("bench"), of("logging"))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err"));
    }

    /** Others write {@code SessionProtocol.Submit}: a message has no type of its own at the top of a file. */
    @Test
    void actorsAreNotInstantiatedFromOutside() {
        check(classes()
                .that()
                .haveSimpleName("Session")
                .or()
                .haveSimpleName("Hub")
                .or()
                .haveSimpleName("Connection")
                .or()
                .haveSimpleName("Connections")
                .should()
                .haveOnlyPrivateConstructors());
    }

    private static void onlyIn(String library, String... packages) {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(packages)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library));
    }

    private static void check(ArchRule rule) {
        // One that finds no class looks for a name that has changed.
        rule.check(MAIN);
    }

    private static String of(String name) {
        return "switchboard." + name + "..";
    }
}
