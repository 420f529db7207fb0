package org.consilium.server.net;

import org.consilium.server.loop.NetworkStatistics;

/** What a port counts. Single writer: the loop's thread. */
final class PortCounters implements SendQueue.Outcomes {
    long receivedDatagrams;
    long receivedBytes;
    long receiveBatches;
    long droppedQueueFull;
    long droppedUnsendable;
    long droppedNoRoom;
    long receiveErrors;
    long droppedOther;
    private long sentDatagrams;
    private long sentBytes;
    private long sentTrains;
    private long droppedUnreachable;
    private long droppedNotPermitted;
    private long droppedTooLong;

    private long segmentationRefused;

    @Override
    public void sent(int bytes, int datagrams) {
        sentTrains++;
        sentDatagrams += datagrams;
        sentBytes += bytes;
    }

    @Override
    public boolean refused(PathTable.Entry entry, int datagrams, int errno, boolean segmented) {
        return refused(entry, datagrams, SendFailure.ofErrno(errno, segmented));
    }

    /** Returns whether the train's datagrams may go one by one. */
    boolean refused(PathTable.Entry entry, int datagrams, SendFailure failure) {
        switch (failure) {
            case UNREACHABLE -> droppedUnreachable += datagrams;
            case NOT_PERMITTED -> droppedNotPermitted += datagrams;
            case TOO_LONG -> droppedTooLong += datagrams;
            case NO_BUFFERS -> droppedQueueFull += datagrams;
            case OTHER -> droppedOther += datagrams;
            case SEGMENTATION -> {
                segmentationRefused++;
                entry.segmentationRefused = true;
                return true;
            }
        }
        return false;
    }

    NetworkStatistics statistics(int paths) {
        return new NetworkStatistics(
                receivedDatagrams,
                receivedBytes,
                receiveBatches,
                sentDatagrams,
                sentBytes,
                sentTrains,
                droppedQueueFull,
                droppedUnreachable,
                droppedNotPermitted,
                droppedTooLong,
                droppedUnsendable,
                droppedOther,
                droppedNoRoom,
                receiveErrors,
                segmentationRefused,
                paths);
    }
}
