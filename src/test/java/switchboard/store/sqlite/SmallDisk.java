package switchboard.store.sqlite;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A file system in memory that is full soon. Only where this user may mount: otherwise the test is skipped. */
public final class SmallDisk implements AutoCloseable {
    private final Path path;

    private SmallDisk(Path path) {
        this.path = path;
    }

    public static SmallDisk mount(Path parent, String size) throws IOException, InterruptedException {
        Path path = Files.createDirectory(parent.resolve("small-disk"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", path.toString()), "this user may mount");
        return new SmallDisk(path);
    }

    public Path path() {
        return path;
    }

    /** Until there is no room in it, whatever else is written meanwhile. */
    public void fill(Path ballast) throws IOException {
        byte[] piece = new byte[4_096];
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (path.toFile().getUsableSpace() > 0) {
                out.write(piece);
            }
        } catch (IOException full) {
            if (path.toFile().getUsableSpace() > 0) {
                throw full;
            }
        }
    }

    void makeReadOnly() throws IOException, InterruptedException {
        Assumptions.assumeTrue(run("mount", "-o", "remount,ro", path.toString()), "this user may mount");
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException noSuchCommand) {
            return false;
        }
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (!run("umount", path.toString())) {
            run("umount", "-l", path.toString());
        }
    }
}
