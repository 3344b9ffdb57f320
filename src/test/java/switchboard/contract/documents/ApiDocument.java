package switchboard.contract.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * A document that describes the API, as it is served: finds its parts, and checks values against its schemas.
 *
 * <p>The schemas allow members that they do not name, as clients must. Here none is allowed: what the server sends must
 * be in the document. Not thread-safe.
 */
final class ApiDocument {
    /** JSON Schema with the document's shared parts beside each schema: no keyword, and nothing to warn of. */
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDialect(
            Dialect.builder(Dialects.getDraft202012())
                    .keyword(new NonValidationKeyword("components"))
                    .build(),
            registry -> registry.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

    private final JsonNode root;
    private final Map<JsonNode, Schema> compiled = new IdentityHashMap<>();

    private ApiDocument(JsonNode root) {
        this.root = root;
    }

    static ApiDocument openApi() {
        return read("/web/openapi.yaml");
    }

    static ApiDocument asyncApi() {
        return read("/web/asyncapi.yaml");
    }

    private static ApiDocument read(String resource) {
        try (InputStream in = ApiDocument.class.getResourceAsStream(resource)) {
            assertThat(in).as(resource).isNotNull();
            JsonNode root = new YAMLMapper().readTree(in);
            forbidUnknownMembers(root);
            return new ApiDocument(root);
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    /** What stands there, behind any reference; missing where there is nothing. */
    JsonNode at(String pointer) {
        return resolved(root.at(pointer));
    }

    JsonNode resolved(JsonNode node) {
        JsonNode found = node;
        while (found.path("$ref").isTextual()) {
            found = referenced(found.path("$ref").textValue());
        }
        return found;
    }

    private JsonNode referenced(String reference) {
        assertThat(reference).startsWith("#/");
        return root.at(reference.substring(1));
    }

    /** Every reference of the document. */
    List<String> references() {
        return root.findValuesAsText("$ref");
    }

    boolean resolves(String reference) {
        return !referenced(reference).isMissingNode();
    }

    /** What is wrong with a value, by a schema of this document; empty where it is as described. */
    List<String> problems(JsonNode schema, JsonNode value) {
        Schema validator = compiled.computeIfAbsent(schema, this::compile);
        return validator.validate(value.toString(), InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }

    private Schema compile(JsonNode schema) {
        ObjectNode alone =
                ((ObjectNode) closed(schema)).put("$schema", SpecificationVersion.DRAFT_2020_12.getDialectId());
        // References start at the root of the document.
        alone.set("components", root.path("components"));
        return SCHEMAS.getSchema(alone.toString(), InputFormat.JSON);
    }

    // ---- no member that is not described

    private static void forbidUnknownMembers(JsonNode node) {
        node.forEach(ApiDocument::forbidUnknownMembers);
        if (node instanceof ObjectNode schema) {
            if (schema.path("properties") instanceof ObjectNode members) {
                for (String name : names(members)) {
                    if (isWhole(members.path(name))) {
                        members.set(name, closed(members.path(name)));
                    }
                }
            }
            if (isWhole(schema.path("items"))) {
                schema.set("items", closed(schema.path("items")));
            }
        }
    }

    /** Whether a schema describes a value, and not only adds to what another schema says of it. */
    private static boolean isWhole(JsonNode schema) {
        return schema.has("$ref")
                || schema.has("allOf")
                || schema.path("type").asText().equals("object");
    }

    private static JsonNode closed(JsonNode schema) {
        ObjectNode closed = new YAMLMapper().createObjectNode().put("unevaluatedProperties", false);
        closed.putArray("allOf").add(schema);
        return closed;
    }

    static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
