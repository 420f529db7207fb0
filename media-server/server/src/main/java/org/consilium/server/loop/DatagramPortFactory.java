package org.consilium.server.loop;

import java.io.IOException;

/** Opens a loop's port on the loop's thread, which from then on owns it. */
@FunctionalInterface
public interface DatagramPortFactory {
    /**
     * @throws IOException when an address cannot be bound; the message names it
     */
    DatagramPort open() throws IOException;
}
