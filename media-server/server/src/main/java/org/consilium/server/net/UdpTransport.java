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
import org.consilium.server.loop.DatagramBatch;

/** The system calls a port uses. */
public enum UdpTransport {
    /** Linux: recvmmsg for receiving, sendmmsg and UDP_SEGMENT (udp(7)) for sending. */
    EPOLL,
    /** Everywhere: one system call per datagram. */
    NIO;

    /** recvmmsg beyond this many gains nothing measurable and only grows the buffer. */
    private static final int MAX_DATAGRAMS_PER_CALL = 64;

    /** The best this machine has. */
    public static UdpTransport best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    boolean canSegment() {
        return this == EPOLL && EpollDatagramChannel.isSegmentedDatagramPacketSupported();
    }

    IoHandlerFactory ioHandlers() {
        return switch (this) {
            case EPOLL -> EpollIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
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
        }
    }
}
