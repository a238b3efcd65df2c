package dev.dunlin.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** Traces as pictures. */
class SequenceDiagramTest {

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    @Test
    void whateverIsNotedThePictureIsXml() throws Exception {
        Simulation simulation = Simulation.seed(1);
        simulation.host("gull").note("<a & b> \u0000\u001b[1m \ud83d \ufffe \ud83d\ude00 ]]>");
        Document picture = parsed(simulation.trace().svg());
        assertThat(picture.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(picture.getDocumentElement().getTextContent())
                .contains("<a & b> \\u0000\\u001b[1m \\ud83d \\ufffe \ud83d\ude00 ]]>");
    }

    @Test
    void ofALongRunTheEndIsDrawn() throws Exception {
        assertEndIsDrawn(Simulation.seed(1));
        assertEndIsDrawn(Simulation.of(SimulationConfig.seed(1).withMaxTraceEvents(10)));
    }

    private static void assertEndIsDrawn(Simulation simulation) throws Exception {
        for (int i = 0; i < 1_000; i++) {
            simulation.host("gull").note("note " + i + ".");
        }
        String svg = parsed(simulation.trace().svg()).getDocumentElement().getTextContent();
        assertThat(svg)
                .contains("note 999.", "note 600.", "... 600 events before these")
                .doesNotContain("note 599.");
        assertThat(simulation.trace().mermaid())
                .contains("note 999.", "note 600.", "... 600 events before these")
                .doesNotContain("note 599.");
    }

    @Test
    void ofAShortRunAllIsDrawn() throws Exception {
        Simulation simulation = Simulation.seed(1);
        simulation.host("gull").note("only");
        assertThat(parsed(simulation.trace().svg()).getDocumentElement().getTextContent())
                .contains("only")
                .doesNotContain("before these");
    }
}
