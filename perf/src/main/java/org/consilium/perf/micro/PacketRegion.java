package org.consilium.perf.micro;

import org.jitsi.utils.ByteArrayBuffer;

/** One packet inside a larger array, in the shape that jitsi-srtp takes. */
final class PacketRegion implements ByteArrayBuffer {
    private final byte[] array;
    private int offset;
    private int length;

    PacketRegion(byte[] array) {
        this.array = array;
    }

    void at(int newOffset, int newLength) {
        offset = newOffset;
        length = newLength;
    }

    @Override
    public byte[] getBuffer() {
        return array;
    }

    @Override
    public int getOffset() {
        return offset;
    }

    @Override
    public int getLength() {
        return length;
    }

    @Override
    public void setLength(int newLength) {
        length = newLength;
    }

    @Override
    public void setOffset(int newOffset) {
        offset = newOffset;
    }

    @Override
    public boolean isInvalid() {
        return false;
    }

    @Override
    public void readRegionToBuff(int from, int count, byte[] out) {
        System.arraycopy(array, offset + from, out, 0, count);
    }

    @Override
    public void grow(int howMuch) {
        if (offset + length + howMuch > array.length) {
            throw new IllegalStateException("no room for " + howMuch + " bytes");
        }
    }

    @Override
    public void append(byte[] data, int count) {
        System.arraycopy(data, 0, array, offset + length, count);
        length += count;
    }

    @Override
    public void shrink(int count) {
        length -= count;
    }
}
