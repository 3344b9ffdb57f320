package switchboard.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The programs of this machine. */
public final class Executables {
    /** Where Debian keeps servers, which is not on everybody's path. */
    private static final String SERVERS = "/usr/sbin";

    private Executables() {}

    public static Optional<Path> find(String program) {
        return Stream.concat(Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of(SERVERS))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    public static boolean has(String program) {
        return find(program).isPresent();
    }
}
