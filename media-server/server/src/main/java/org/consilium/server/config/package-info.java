/**
 * The configuration as a record tree, read from a file, the environment and the caller, with every
 * problem listed at once. Imports nothing of ours.
 */
@NullMarked
package org.consilium.server.config;

import org.jspecify.annotations.NullMarked;
