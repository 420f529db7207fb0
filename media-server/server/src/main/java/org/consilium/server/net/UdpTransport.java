package org.consilium.server.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.io.IOException;
import org.consilium.server.loop.DatagramBatch;
import org.consilium.server.loop.DatagramPort;

/** The system calls a port uses. */
public enum UdpTransport {
    /**
     * Linux, on 64-bit x86 and ARM: recvmmsg for receiving, sendmmsg and UDP_SEGMENT (udp(7)) for
     * sending, called by ourselves. Nothing is allocated per datagram.
     */
    SYSTEM_CALLS,
    /** Linux: the same calls by Netty, which allocates some objects for each. */
    EPOLL,
    /** Everywhere: one system call per datagram. */
    NIO;

    /** recvmmsg beyond this many gains nothing measurable and only grows the buffer. */
    private static final int MAX_DATAGRAMS_PER_CALL = 64;

    /** The best this machine has. */
    public static UdpTransport best() {
        return SYSTEM_CALLS.isThere() ? SYSTEM_CALLS : EPOLL.isThere() ? EPOLL : NIO;
    }

    /** Whether this machine has it. */
    public boolean isThere() {
        return switch (this) {
            case SYSTEM_CALLS -> SystemCalls.areThere();
            case EPOLL -> Epoll.isAvailable();
            case NIO -> true;
        };
    }

    /**
     * Binds the sockets; the calling thread becomes the owner.
     *
     * @param seed random, for the table of paths
     * @throws IOException when one cannot be bound; none is left open then
     */
    public DatagramPort open(UdpSettings settings, long seed) throws IOException {
        return switch (this) {
            case SYSTEM_CALLS -> SystemCallPort.open(settings, seed);
            case EPOLL, NIO -> NettyDatagramPort.open(settings, this, seed);
        };
    }

    boolean canSegment() {
        return this == EPOLL && EpollDatagramChannel.isSegmentedDatagramPacketSupported();
    }

    IoHandlerFactory ioHandlers() {
        return switch (this) {
            case EPOLL -> EpollIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
            case SYSTEM_CALLS -> throw notNetty();
        };
    }

    /** Sets channel type and receive options, for at most {@code perPoll} datagrams per poll. */
    void configure(Bootstrap bootstrap, boolean ipv6, int perPoll) {
        var family = ipv6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
        int datagrams = Math.min(perPoll, MAX_DATAGRAMS_PER_CALL);
        switch (this) {
            case EPOLL -> {
                int bytes = DatagramBatch.MAX_DATAGRAM_BYTES;
                bootstrap
                        .channelFactory(() -> new EpollDatagramChannel(family))
                        .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, bytes)
                        .option(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(bytes * datagrams)
                                        .maxMessagesPerRead(1));
            }
            case NIO ->
                    bootstrap
                            .channelFactory(() -> new NioDatagramChannel(family))
                            .option(
                                    ChannelOption.RECVBUF_ALLOCATOR,
                                    new FixedRecvByteBufAllocator(DatagramBatch.MAX_DATAGRAM_BYTES)
                                            .maxMessagesPerRead(datagrams));
            case SYSTEM_CALLS -> throw notNetty();
        }
    }

    private static IllegalStateException notNetty() {
        return new IllegalStateException("these sockets are our own");
    }
}
