package org.consilium.perf.load.media;

import org.consilium.media.sctp.DataChannel;
import org.consilium.media.sctp.SctpEnd;
import org.consilium.media.sctp.SctpEvents;

/** Hears what comes by data channel, and says nothing. */
enum SilentData implements SctpEvents {
    INSTANCE;

    @Override
    public void onConnected() {}

    @Override
    public void onChannelOpen(DataChannel channel) {}

    @Override
    public void onMessage(DataChannel channel, boolean binary, byte[] message) {}

    @Override
    public void onChannelClosed(DataChannel channel) {}

    @Override
    public void onBufferedLow() {}

    @Override
    public void onEnd(SctpEnd end) {}
}
