package switchboard.contract.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import switchboard.testing.Executables;
import switchboard.testing.NodeJs;

/**
 * The programs that the README and docs/examples offer to whoever writes a bot, as they stand there but for their
 * address and their delays.
 */
enum ExampleBot {
    README_JAVASCRIPT("answer-", true, false) {
        @Override
        List<String> command(Path folder, int port, String session) throws Exception {
            Path program = write(folder, "bot.mjs", at(port, readme("JavaScript", "js")));
            copyClient(folder);
            return List.of(NodeJs.executable(), program.toString(), session);
        }

        @Override
        Map<String, String> environment() {
            return Map.of("NODE_OPTIONS", "--experimental-websocket"); // On by itself from 22 on.
        }
    },
    README_PYTHON("answer-", true, false) {
        @Override
        List<String> command(Path folder, int port, String session) throws Exception {
            String code = replaced(readme("Python", "python"), "uniform(0, 5)", "uniform(0, 0.2)");
            Path program = write(folder, "bot.py", at(port, code));
            return List.of(pythonWithWebSockets().orElseThrow(), "-u", program.toString(), session);
        }

        @Override
        void assumeItCanRun() throws Exception {
            assumeTrue(
                    pythonWithWebSockets().isPresent(),
                    "needs Python 3 with websockets (apt-get install python3-websockets)");
        }
    },
    README_SHELL("answer-", false, true) {
        @Override
        List<String> command(Path folder, int port, String session) throws Exception {
            Path program = write(folder, "bot.sh", at(port, replaced(readme("A shell", "sh"), "sleep 2", "sleep 0.1")));
            return List.of("sh", program.toString(), session);
        }

        @Override
        void assumeItCanRun() {
            assumeTrue(Executables.has("curl"), "needs curl (apt-get install curl)");
            assumeTrue(Executables.has("jq"), "needs jq (apt-get install jq)");
        }
    },
    TUTOR_PYTHON("reply-", true, true) {
        @Override
        List<String> command(Path folder, int port, String session) throws Exception {
            String code = replaced(
                    Files.readString(EXAMPLES.resolve("tutor.py")), "RETRY_SECONDS = 2", "RETRY_SECONDS = 0.1");
            Path program = write(folder, "tutor.py", code);
            Path model = write(folder, "model.py", """
                    def reply(question, earlier):
                        if question == "fail":
                            raise ValueError("a bug of the model")
                        return f"{question}!"
                    """);
            String url = "http://127.0.0.1:" + port;
            return List.of("python3", "-u", program.toString(), url, session, "bot", "--model", model.toString());
        }

        @Override
        void assumeItCanRun() {
            assumeTrue(Executables.has("python3"), "needs Python 3 (apt-get install python3)");
        }
    },
    TUTOR_JAVASCRIPT("reply-", true, false) {
        @Override
        List<String> command(Path folder, int port, String session) throws Exception {
            Path program = write(folder, "tutor.mjs", Files.readString(EXAMPLES.resolve("tutor.mjs")));
            copyClient(folder);
            Path model = write(folder, "model.mjs", """
                    export async function reply(question) {
                      if (question === 'fail') throw new Error('a bug of the model');
                      return `${question}!`;
                    }
                    """);
            String url = "http://127.0.0.1:" + port;
            return List.of(NodeJs.executable(), program.toString(), url, session, "bot", model.toString());
        }
    };

    private static final Path EXAMPLES = Path.of("docs", "examples");
    private static final Path CLIENT = Path.of("src", "main", "resources", "web", "switchboard.js");

    private final String refPrefix;
    private final boolean readsHalves;
    private final boolean posts;

    ExampleBot(String refPrefix, boolean readsHalves, boolean posts) {
        this.refPrefix = refPrefix;
        this.readsHalves = readsHalves;
        this.posts = posts;
    }

    /** How to start it, for a server on a port; its files are put into the folder. */
    abstract List<String> command(Path folder, int port, String session) throws Exception;

    Map<String, String> environment() {
        return Map.of();
    }

    /** Skips the test where the machine lacks what the program needs. */
    void assumeItCanRun() throws Exception {}

    /** The ref of its answer to a question. */
    String ref(String question) {
        return refPrefix + question;
    }

    /** Whether it answers by REST, and not by a WebSocket. */
    boolean posts() {
        return posts;
    }

    /** Whether its language reads a text with half of a surrogate pair. */
    boolean readsHalves() {
        return readsHalves;
    }

    private static String readme(String name, String language) throws IOException {
        Matcher block = Pattern.compile(
                        Pattern.quote("**" + name + "**") + ".*?\n```" + language + "\n(.*?)\n```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("README.md")));
        assertThat(block.find()).as("%s in the README", name).isTrue();
        return block.group(1) + "\n";
    }

    private static String at(int port, String code) {
        return replaced(code, "127.0.0.1:8080", "127.0.0.1:" + port);
    }

    private static String replaced(String code, String from, String to) {
        assertThat(code).contains(from);
        return code.replace(from, to);
    }

    private static Path write(Path folder, String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static void copyClient(Path folder) throws IOException {
        String client = replaced(Files.readString(CLIENT), "firstCeilingMs: 1_000", "firstCeilingMs: 100");
        write(folder, "switchboard.mjs", replaced(client, "lastCeilingMs: 30_000", "lastCeilingMs: 300"));
    }

    /** Debian's, where that of the path has no such package. */
    private static Optional<String> pythonWithWebSockets() throws Exception {
        for (String python : Stream.of("python3", "/usr/bin/python3")
                .filter(python ->
                        python.startsWith("/") ? Files.isExecutable(Path.of(python)) : Executables.has(python))
                .toList()) {
            Process imports = new ProcessBuilder(python, "-c", "import websockets")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (imports.waitFor() == 0) {
                return Optional.of(python);
            }
        }
        return Optional.empty();
    }
}
