/**
 * Sockets of TCP, without anything that they are used for: accepted by one listening socket, each read by one of a few
 * threads that wait for many of them, and written by whatever thread has bytes, without a hop.
 *
 * <pre>
 *  {@link switchboard.net.sockets.ListeningSocket} ──▶ {@link switchboard.net.sockets.LoopSocket} ── received ──▶ handler
 *                        by a {@link switchboard.net.sockets.SocketLoop}  ▲
 *                                            │ the kernel takes more
 *  any thread ──▶ {@link switchboard.net.sockets.SocketWriter} ──▶ kernel
 * </pre>
 */
@NullMarked
package switchboard.net.sockets;

import org.jspecify.annotations.NullMarked;
