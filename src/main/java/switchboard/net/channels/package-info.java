/**
 * The output of accepted sockets. Pekko accepts and reads a socket; its bytes are written here, by whatever thread has
 * some to write, without a hop.
 *
 * <pre>
 *  thread with bytes ──▶ {@link switchboard.net.channels.ChannelWriter} ──▶ kernel
 *                               │ took not all                     ▲
 *                               └──▶ {@link switchboard.net.channels.FullChannels} ──┘ once it takes more
 * </pre>
 */
@NullMarked
package switchboard.net.channels;

import org.jspecify.annotations.NullMarked;
