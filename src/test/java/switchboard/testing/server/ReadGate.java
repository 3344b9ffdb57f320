package switchboard.testing.server;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that can be held. While it is, at most one read that was under way takes something from the socket. */
public final class ReadGate extends FilterInputStream {
    private boolean held;

    public ReadGate(InputStream in) {
        super(in);
    }

    public synchronized void hold() {
        held = true;
    }

    public synchronized void release() {
        held = false;
        notifyAll();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int at, int length) throws IOException {
        awaitRelease();
        int read = in.read(target, at, length);
        awaitRelease(); // what came while the gate was being held is not seen before its release
        return read;
    }

    private synchronized void awaitRelease() throws IOException {
        try {
            while (held) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while held", e);
        }
    }
}
