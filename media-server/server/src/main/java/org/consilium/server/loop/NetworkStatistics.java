package org.consilium.server.loop;

/**
 * Counters of a port since it was opened.
 *
 * @param receiveBatches polls that brought at least one datagram
 * @param sentTrains sends that reached the socket's queue, of one or more datagrams each
 * @param droppedQueueFull datagrams not sent because the kernel took no more for too long
 * @param droppedUnreachable refused by the kernel: no route, host or port unreachable
 * @param droppedNotPermitted refused by a packet filter or the kernel's rules (EPERM, EACCES)
 * @param droppedTooLong larger than the path takes (EMSGSIZE)
 * @param droppedUnsendable no such socket, port 0, or the wrong address family
 * @param droppedOther any other error of a send
 * @param droppedNoRoom received, but the batch had no room
 * @param receiveErrors errors of a receive
 * @param segmentationRefused trains the kernel did not take as one; such a path is then sent to
 *     datagram by datagram
 * @param paths remote addresses interned now
 */
public record NetworkStatistics(
        long receivedDatagrams,
        long receivedBytes,
        long receiveBatches,
        long sentDatagrams,
        long sentBytes,
        long sentTrains,
        long droppedQueueFull,
        long droppedUnreachable,
        long droppedNotPermitted,
        long droppedTooLong,
        long droppedUnsendable,
        long droppedOther,
        long droppedNoRoom,
        long receiveErrors,
        long segmentationRefused,
        int paths) {
    public static final NetworkStatistics NONE =
            new NetworkStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
