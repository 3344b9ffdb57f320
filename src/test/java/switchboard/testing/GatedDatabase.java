package switchboard.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import switchboard.store.Database;
import switchboard.store.StoreException;
import switchboard.store.Trouble;

/** The real database, which a test can have wait, or fail, where history is read or a group written. Thread-safe. */
public final class GatedDatabase {
    private volatile CountDownLatch reads = new CountDownLatch(0);
    private volatile CountDownLatch writes = new CountDownLatch(0);
    private volatile boolean readsFail;
    private volatile boolean writesFail;

    /** What to pass to {@link RunningServer.Starting#databaseAround}. */
    public Database around(Database real) {
        return (Database) Proxy.newProxyInstance(
                Database.class.getClassLoader(), new Class<?>[] {Database.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "scan" -> {
                            reads.await();
                            if (readsFail) {
                                throw new StoreException(Trouble.DISK_FAILS, "history cannot be read, says the test");
                            }
                        }
                        case "write" -> {
                            writes.await();
                            if (writesFail) {
                                throw new StoreException(Trouble.DISK_FAILS, "nothing can be written, says the test");
                            }
                        }
                        default -> {}
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    public void holdReads() {
        reads = new CountDownLatch(1);
    }

    public void failReads() {
        readsFail = true;
    }

    public void holdWrites() {
        writes = new CountDownLatch(1);
    }

    public void failWrites() {
        writesFail = true;
    }

    /** Lets everything pass that waits or comes. */
    public void release() {
        readsFail = false;
        writesFail = false;
        reads.countDown();
        writes.countDown();
    }
}
