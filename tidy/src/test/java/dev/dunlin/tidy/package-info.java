/**
 * The rules of the house, kept by tests. {@code Tree} finds the sources, {@code Source} is one of them as javac's own
 * parser sees it, each {@code …Rule} turns a source into findings, and {@code TidyTest} holds the tree to all of them and
 * shows that each can fail. {@code ArchitectureTest} looks at core's compiled classes.
 */
package dev.dunlin.tidy;
