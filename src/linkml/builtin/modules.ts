// Made by src/bin/linkml-modules.ts from linkml-model 1.11 (CC0): what the modules of LinkML's metamodel define, as YAML.
// Built-in types are in types.ts.

export const moduleTexts: Readonly<Record<string, string>> = {
  extended_types: `
id: https://w3id.org/linkml/extended_types
name: extended_types
prefixes:
  linkml: https://w3id.org/linkml/
  xsd: http://www.w3.org/2001/XMLSchema#
  schema: http://schema.org/
default_prefix: linkml
default_range: string
imports: [linkml:types]
classes:
  Any: {class_uri: linkml:Any}
types:
  any_number: {union_of: [integer, float, decimal]}
  signedinteger: {typeof: integer}
  unsignedinteger: {uri: xsd:unsignedInt, typeof: integer, minimum_value: 0}
  int8: {typeof: signedinteger, minimum_value: -128, maximum_value: 127}
  int16: {typeof: signedinteger, minimum_value: -32768, maximum_value: 32767}
  int32: {typeof: signedinteger, minimum_value: -2147483648, maximum_value: 2147483647}
  int64: {typeof: signedinteger, minimum_value: -9223372036854775808, maximum_value: 9223372036854775807}
  uint8: {typeof: unsignedinteger, maximum_value: 255}
  uint16: {typeof: unsignedinteger, maximum_value: 65535}
  uint32: {typeof: unsignedinteger, maximum_value: 4294967295}
  uint64: {typeof: unsignedinteger, maximum_value: 18446744073709551615}
  float16: {typeof: float}
  float32: {typeof: float}
  float64: {typeof: float}
`,
  mappings: `
id: https://w3id.org/linkml/mappings
name: mappings
prefixes:
  linkml: https://w3id.org/linkml/
  skos: http://www.w3.org/2004/02/skos/core#
  OIO: http://www.geneontology.org/formats/oboInOwl#
  IAO: http://purl.obolibrary.org/obo/IAO_
default_prefix: linkml
default_range: string
imports: [linkml:types]
slots:
  mappings: {range: uriorcurie, multivalued: true, slot_uri: skos:mappingRelation}
  exact mappings: {is_a: mappings, range: uriorcurie, multivalued: true, inherited: false, slot_uri: skos:exactMatch}
  close mappings: {is_a: mappings, range: uriorcurie, multivalued: true, inherited: false, slot_uri: skos:closeMatch}
  related mappings: {is_a: mappings, range: uriorcurie, multivalued: true, inherited: false, slot_uri: skos:relatedMatch}
  narrow mappings: {is_a: mappings, range: uriorcurie, multivalued: true, inherited: false, slot_uri: skos:narrowMatch}
  broad mappings: {is_a: mappings, range: uriorcurie, multivalued: true, inherited: false, slot_uri: skos:broadMatch}
  deprecated element has exact replacement: {range: uriorcurie}
  deprecated element has possible replacement: {range: uriorcurie}
`,
  extensions: `
id: https://w3id.org/linkml/extensions
name: extensions
prefixes:
  linkml: https://w3id.org/linkml/
default_prefix: linkml
default_range: string
imports: [linkml:types]
slots:
  extensions: {range: extension, multivalued: true, inlined: true}
  extension_tag: {range: uriorcurie, alias: tag, required: true, key: true}
  extension_value: {alias: value, required: true, range: AnyValue, annotations: {simple_dict_value: true}}
classes:
  AnyValue: {class_uri: linkml:Any}
  extension: {slots: [extension_tag, extension_value, extensions]}
  extensible: {mixin: true, slots: [extensions]}
`,
  annotations: `
id: https://w3id.org/linkml/annotations
name: annotations
prefixes:
  linkml: https://w3id.org/linkml/
default_prefix: linkml
default_range: string
imports: [linkml:types, linkml:extensions]
slots:
  annotations: {is_a: extensions, range: annotation, multivalued: true}
classes:
  annotatable: {mixin: true, slots: [annotations]}
  annotation: {is_a: extension, mixins: [annotatable], slots: [annotations]}
`,
  units: `
id: https://w3id.org/linkml/units
name: units
prefixes:
  linkml: https://w3id.org/linkml/
  qudt: http://qudt.org/schema/qudt/
  rdfs: http://www.w3.org/2000/01/rdf-schema#
default_prefix: linkml
default_range: string
imports: [linkml:types, linkml:extensions, linkml:annotations, linkml:mappings]
slots:
  unit: {slot_uri: qudt:unit, range: UnitOfMeasure}
  ucum_code: {slot_uri: qudt:ucumCode, range: string}
  derivation: {range: string}
  has_quantity_kind: {range: uriorcurie, slot_uri: qudt:hasQuantityKind}
  iec61360code: {slot_uri: qudt:iec61360Code}
  symbol: {slot_uri: qudt:symbol}
  abbreviation: {slot_uri: qudt:abbreviation}
  descriptive_name: {slot_uri: rdfs:label}
classes:
  UnitOfMeasure: {class_uri: qudt:Unit, slots: [symbol, abbreviation, descriptive_name, "exact mappings", ucum_code, derivation, has_quantity_kind, iec61360code], slot_usage: {"exact mappings": {}}, any_of: [{slot_conditions: {ucum_code: {required: true}}}, {slot_conditions: {iec61360code: {required: true}}}, {slot_conditions: {symbol: {required: true}}}, {slot_conditions: {exact_mappings: {required: true}}}]}
`,
  array: `
id: https://w3id.org/linkml/array
name: array
prefixes:
  linkml: https://w3id.org/linkml/
  github: https://github.com/
  gom: https://w3id.org/gom#
default_prefix: linkml
default_range: string
imports: [linkml:types]
classes:
  Any: {class_uri: linkml:Any}
  DataStructure: {abstract: true}
  NDArray: {abstract: true, is_a: DataStructure, slots: [dimensions, elements, array_linearization_order], slot_usage: {elements: {}}}
  OneDimensionalSeries: {is_a: NDArray, slot_usage: {dimensions: {equals_number: 1}}}
  DataArray: {is_a: DataStructure, slots: [axis, array]}
  GroupingByArrayOrder: {mixin: true}
  ColumnOrderedArray: {mixin: true, is_a: GroupingByArrayOrder, slots: [array_linearization_order], slot_usage: {array_linearization_order: {ifabsent: string(COLUMN_MAJOR_ARRAY_ORDER)}}}
  RowOrderedArray: {mixin: true, is_a: GroupingByArrayOrder, slots: [array_linearization_order], slot_usage: {array_linearization_order: {ifabsent: string(ROW_MAJOR_ARRAY_ORDER)}}}
slots:
  dimensions: {range: integer}
  axis: {range: OneDimensionalSeries, required: true}
  axis_index: {range: integer}
  array: {range: NDArray, required: true}
  elements: {range: Any, required: true, multivalued: true}
  series_label: {key: true}
  length: {range: integer, equals_expression: length(elements)}
  array_linearization_order: {range: ArrayLinearizationOrderOptions, ifabsent: string(ROW_MAJOR_ARRAY_ORDER)}
  specified_input: {range: DataStructure, multivalued: true}
  specified_output: {range: DataStructure, multivalued: true}
  operation_parameters: {range: Any, multivalued: true}
enums:
  ArrayLinearizationOrderOptions: {permissible_values: {COLUMN_MAJOR_ARRAY_ORDER: {}, ROW_MAJOR_ARRAY_ORDER: {}}}
`,
  datasets: `
id: https://w3id.org/linkml/datasets
name: datasets
prefixes:
  linkml: https://w3id.org/linkml/
  datasets: https://w3id.org/linkml/report
  skos: http://www.w3.org/2004/02/skos/core#
  pav: http://purl.org/pav/
  schema: http://schema.org/
  sh: https://w3id.org/shacl/
  void: http://rdfs.org/ns/void#
  frictionless: https://specs.frictionlessdata.io/
  formats: http://www.w3.org/ns/formats/
  csvw: http://www.w3.org/ns/csvw#
  dcat: http://www.w3.org/ns/dcat#
  mediatypes: https://www.iana.org/assignments/media-types/
  oslc: http://open-services.net/ns/core#
  bibo: http://purl.org/ontology/bibo/
  dcterms: http://purl.org/dc/terms/
default_prefix: datasets
default_range: string
imports: [linkml:types]
classes:
  Information: {abstract: true, slots: [id, download_url, license, title, description, conforms_to, conforms_to_schema, conforms_to_class, version, language, publisher, keywords, issued, created_by, created_on, compression, was_derived_from, page, test_roles]}
  DataPackage: {is_a: Information, class_uri: void:Dataset, slots: [resources]}
  DataResource: {is_a: Information, class_uri: dcat:Distribution, slots: [path, title, description, format, media_type, encoding, bytes, hash, md5, sha256, dialect]}
  FormatDialect: {attributes: {comment_prefix: , delimiter: , double_quote: , header: , quote_char: }}
slots:
  id: {identifier: true, slot_uri: dcterms:identifier}
  title: {slot_uri: dcterms:title}
  description: {slot_uri: dcterms:description}
  language: {}
  publisher: {slot_uri: dcterms:publisher, range: uriorcurie}
  issued: {slot_uri: dcterms:issued, range: datetime}
  page: {slot_uri: dcat:landingPage}
  dialect: {slot_uri: csvw:dialect}
  bytes: {range: integer, slot_uri: dcat:byteSize}
  path: {}
  download_url: {range: uri, slot_uri: dcat:downloadURL}
  format: {range: FormatEnum, slot_uri: dcterms:format}
  compression: 
  encoding: 
  hash: {}
  sha256: {is_a: hash}
  md5: {is_a: hash}
  media_type: {range: string, slot_uri: dcat:mediaType}
  conforms_to: {slot_uri: dcterms:conformsTo, range: uriorcurie}
  conforms_to_schema: {is_a: conforms_to}
  conforms_to_class: {is_a: conforms_to}
  profile: {range: uriorcurie}
  keywords: {multivalued: true, range: string, slot_uri: dcat:keyword}
  themes: {multivalued: true, range: uriorcurie, slot_uri: dcat:theme}
  resources: {multivalued: true, range: DataResource, slot_uri: dcat:distribution}
  test_roles: {multivalued: true, range: TestRole}
  created_by: {range: uriorcurie, slot_uri: pav:createdBy}
  created_on: {range: datetime, slot_uri: pav:createdOn}
  last_updated_on: {range: datetime, slot_uri: pav:lastUpdatedOn}
  modified_by: {range: uriorcurie, slot_uri: oslc:modifiedBy}
  status: {range: uriorcurie, slot_uri: bibo:status}
  license: {slot_uri: dcterms:license}
  version: {slot_uri: pav:version}
  was_derived_from: {slot_uri: prov:wasDerivedFrom}
enums:
  TestRole: {permissible_values: {Example: , CounterExample: }}
  MediaTypeEnum: {permissible_values: {csv: {}, rdf-xml: {}}}
  FormatEnum: {permissible_values: {JSON-LD: {}, N3: {}, N-Triples: {}, N-Quads: {}, "LD Patch": {}, Microdata: {}, "OWL XML Serialization": {}, "OWL Functional Syntax": {}, "OWL Manchester Syntax": {}, POWDER: {}, POWDER-S: {}, PROV-N: {}, PROV-XML: {}, RDFa: {}, RDF/JSON: {}, RDF/XML: {}, "RIF XML Syntax": {}, "SPARQL Results in XML": {}, "SPARQL Results in JSON": {}, "SPARQL Results in CSV": {}, "SPARQL Results in TSV": {}, Turtle: {}, TriG: {}, YAML: , JSON: }}
`,
  validation: `
id: https://w3id.org/linkml/validation
name: validation
prefixes:
  linkml: https://w3id.org/linkml/
  reporting: https://w3id.org/linkml/report
  skos: http://www.w3.org/2004/02/skos/core#
  pav: http://purl.org/pav/
  schema: http://schema.org/
  sh: https://w3id.org/shacl/
default_prefix: reporting
default_range: string
imports: [linkml:types]
classes:
  ValidationReport: {class_uri: sh:ValidationReport, attributes: {results: {range: ValidationResult, multivalued: true}}}
  ValidationResult: {class_uri: sh:ValidationResult, slots: [type, severity, subject, instantiates, predicate, object, object_str, node_source, info]}
slots:
  type: {range: nodeidentifier, slot_uri: sh:sourceConstraintComponent}
  subject: {range: nodeidentifier, slot_uri: sh:focusNode}
  instantiates: {range: nodeidentifier}
  predicate: {range: nodeidentifier}
  object: {range: nodeidentifier, slot_uri: sh:value}
  object_str: {range: string}
  node_source: {range: nodeidentifier}
  severity: {range: severity_options}
  info: {range: string}
enums:
  problem_type: {permissible_values: {undeclared_slot: {}, inapplicable_slot: {}, missing_slot_value: {}, slot_range_violation: {}, max_count_violation: {}, parsing_error: {}}}
  severity_options: {permissible_values: {FATAL: , ERROR: {}, WARNING: {}, INFO: {}}}
`,
  meta: `
id: https://w3id.org/linkml/meta
name: meta
prefixes:
  linkml: https://w3id.org/linkml/
  skos: http://www.w3.org/2004/02/skos/core#
  skosxl: http://www.w3.org/2008/05/skos-xl#
  OIO: http://www.geneontology.org/formats/oboInOwl#
  NCIT: http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl#
  pav: http://purl.org/pav/
  oslc: http://open-services.net/ns/core#
  schema: http://schema.org/
  bibo: http://purl.org/ontology/bibo/
  swrl: http://www.w3.org/2003/11/swrl#
  sh: http://www.w3.org/ns/shacl#
  owl: http://www.w3.org/2002/07/owl#
  qb: http://purl.org/linked-data/cube#
  prov: http://www.w3.org/ns/prov#
  vann: https://vocab.org/vann/
  qudt: http://qudt.org/schema/qudt/
  cdisc: http://rdf.cdisc.org/mms#
  SIO: http://semanticscience.org/resource/SIO_
  dcterms: http://purl.org/dc/terms/
  rdfs: http://www.w3.org/2000/01/rdf-schema#
  rdf: http://www.w3.org/1999/02/22-rdf-syntax-ns#
default_prefix: linkml
default_range: string
imports: [linkml:types, linkml:mappings, linkml:extensions, linkml:annotations, linkml:units]
subsets:
  MinimalSubset: {}
  BasicSubset: {}
  SpecificationSubset: {}
  RelationalModelProfile: {}
  ObjectOrientedProfile: {}
  OwlProfile: {}
slots:
  name: {identifier: true, slot_uri: rdfs:label}
  title: {slot_uri: dcterms:title}
  conforms_to: {slot_uri: dcterms:conformsTo}
  implements: {range: uriorcurie, multivalued: true}
  instantiates: {range: uriorcurie, multivalued: true}
  categories: {range: uriorcurie, slot_uri: dcterms:subject, multivalued: true}
  keywords: {slot_uri: schema:keywords, range: string, multivalued: true}
  definition_uri: {range: uriorcurie, readonly: "filled in by the schema loader or schema view"}
  id_prefixes: {multivalued: true, range: ncname}
  id_prefixes_are_closed: {range: boolean}
  description: {slot_uri: skos:definition}
  structured_aliases: {slot_uri: skosxl:altLabel, range: structured_alias, multivalued: true, inlined: true}
  aliases: {range: string, multivalued: true, slot_uri: skos:altLabel}
  deprecated: {range: string}
  todos: {range: string, multivalued: true}
  notes: {multivalued: true, slot_uri: skos:editorialNote}
  comments: {multivalued: true, slot_uri: skos:note}
  in_subset: {multivalued: true, range: subset_definition, slot_uri: OIO:inSubset}
  from_schema: {range: uri, readonly: "supplied by the schema loader or schema view", slot_uri: skos:inScheme}
  imported_from: {range: string, readonly: "supplied by the schema loader or schema view"}
  see_also: {multivalued: true, range: uriorcurie, slot_uri: rdfs:seeAlso}
  owned_by: {range: uriorcurie}
  created_by: {range: uriorcurie, slot_uri: pav:createdBy}
  contributors: {range: uriorcurie, slot_uri: dcterms:contributor, multivalued: true}
  created_on: {range: datetime, slot_uri: pav:createdOn}
  last_updated_on: {range: datetime, slot_uri: pav:lastUpdatedOn}
  modified_by: {range: uriorcurie, slot_uri: oslc:modifiedBy}
  status: {range: uriorcurie, slot_uri: bibo:status}
  literal_form: {range: string, required: true, slot_uri: skosxl:literalForm}
  alias_predicate: {alias: predicate, slot_uri: rdf:predicate, range: alias_predicate_enum}
  alias_contexts: {alias: contexts, range: uri, multivalued: true}
  in_language: {slot_uri: schema:inLanguage, range: string}
  source: {range: uriorcurie, slot_uri: dcterms:source}
  publisher: {range: uriorcurie, slot_uri: dcterms:publisher}
  is_a: {range: definition, abstract: true}
  abstract: {range: boolean}
  mixin: {range: boolean}
  mixins: {multivalued: true, range: definition}
  apply_to: {multivalued: true, range: definition}
  values_from: {multivalued: true, range: uriorcurie}
  code_set: {range: uriorcurie}
  code_set_version: {range: string}
  code_set_tag: {range: string}
  pv_formula: {range: pv_formula_options}
  permissible_values: {range: permissible_value, multivalued: true, inlined: true}
  enum_uri: {range: uriorcurie, ifabsent: class_curie}
  include: {range: anonymous_enum_expression, multivalued: true}
  minus: {range: anonymous_enum_expression, multivalued: true}
  inherits: {range: enum_definition, multivalued: true}
  matches: {range: match_query}
  identifier_pattern: {range: string}
  concepts: {range: uriorcurie, multivalued: true}
  reachable_from: {range: reachability_query}
  source_ontology: {range: uriorcurie}
  is_direct: {range: boolean}
  traverse_up: {range: boolean}
  include_self: {range: boolean}
  relationship_types: {range: uriorcurie, multivalued: true}
  source_nodes: {range: uriorcurie, multivalued: true}
  text: {range: string, identifier: true}
  meaning: {range: uriorcurie}
  id: {range: uri, required: true}
  emit_prefixes: {multivalued: true, range: ncname}
  version: {slot_uri: pav:version}
  imports: {range: uriorcurie, multivalued: true}
  structured_imports: {range: import_expression, multivalued: true}
  license: {slot_uri: dcterms:license}
  default_curi_maps: {multivalued: true}
  default_prefix: {range: string, ifabsent: default_ns}
  default_range: {range: type_definition}
  subsets: {multivalued: true, range: subset_definition, inlined: true}
  types: {range: type_definition, multivalued: true, inlined: true}
  enums: {range: enum_definition, multivalued: true, inlined: true}
  slot_definitions: {multivalued: true, range: slot_definition, inlined: true, alias: slots}
  classes: {range: class_definition, multivalued: true, inlined: true}
  metamodel_version: {readonly: "supplied by the schema loader or schema view"}
  source_file: {readonly: "supplied by the schema loader"}
  source_file_date: {range: datetime, readonly: "supplied by the loader"}
  source_file_size: {range: integer, readonly: "supplied by the schema loader or schema view"}
  generation_date: {range: datetime, readonly: "supplied by the schema loader or schema view"}
  slots: {multivalued: true, range: slot_definition}
  slot_usage: {multivalued: true, range: slot_definition, inlined: true}
  enum_range: {range: enum_expression}
  range_expression: {range: anonymous_class_expression}
  boolean_slot: {abstract: true, multivalued: true, range: expression}
  any_of: {is_a: boolean_slot, range: expression}
  exactly_one_of: {is_a: boolean_slot, range: expression}
  none_of: {is_a: boolean_slot, range: expression}
  all_of: {is_a: boolean_slot, range: expression}
  preconditions: {slot_uri: sh:condition, range: anonymous_class_expression, inlined: true}
  postconditions: {range: anonymous_class_expression, inlined: true}
  elseconditions: {range: anonymous_class_expression, inlined: true}
  bidirectional: {range: boolean}
  open_world: {range: boolean}
  rank: {slot_uri: sh:order, range: integer}
  deactivated: {slot_uri: sh:deactivated, range: boolean}
  rules: {slot_uri: sh:rule, multivalued: true, range: class_rule, inlined: true}
  classification_rules: {multivalued: true, range: anonymous_class_expression, inlined: true}
  slot_conditions: {multivalued: true, range: slot_definition, inlined: true}
  attributes: {multivalued: true, range: slot_definition, inlined: true}
  class_uri: {range: uriorcurie, ifabsent: class_curie}
  subclass_of: {range: uriorcurie}
  defining_slots: {range: slot_definition, multivalued: true, inherited: true}
  union_of: {range: element, multivalued: true}
  tree_root: {range: boolean}
  unique_keys: {range: unique_key, multivalued: true, inlined: true}
  unique_key_name: {key: true, required: true}
  consider_nulls_inequal: {range: boolean}
  unique_key_slots: {multivalued: true, required: true, range: slot_definition}
  slot_names_unique: {range: boolean}
  extra_slots: {range: extra_slots_expression}
  allowed: {range: boolean}
  domain: {range: class_definition, inherited: true}
  range: {range: element, ifabsent: default_range, inherited: true}
  slot_uri: {range: uriorcurie, ifabsent: slot_curie}
  multivalued: {range: boolean, inherited: true}
  array: {range: array_expression, inherited: true}
  dimensions: {range: dimension_expression, multivalued: true, list_elements_ordered: true}
  minimum_number_dimensions: {range: integer}
  maximum_number_dimensions: {range: Anything, any_of: [{range: integer}, {range: boolean}]}
  exact_number_dimensions: {range: integer}
  inherited: {range: boolean, inherited: true}
  readonly: {range: string, inherited: true}
  ifabsent: {range: string, inherited: true}
  implicit_prefix: {range: string}
  value_specification_constant: {abstract: true}
  list_value_specification_constant: {abstract: true}
  value_presence: {is_a: list_value_specification_constant, range: presence_enum, inherited: true}
  equals_string: {is_a: list_value_specification_constant, range: string, inherited: true}
  equals_number: {is_a: list_value_specification_constant, range: integer, inherited: true}
  equals_expression: {is_a: list_value_specification_constant, range: string, inherited: true}
  exact_cardinality: {is_a: list_value_specification_constant, range: integer, inherited: true}
  minimum_cardinality: {is_a: list_value_specification_constant, range: integer, inherited: true}
  maximum_cardinality: {is_a: list_value_specification_constant, range: integer, inherited: true}
  equals_string_in: {is_a: list_value_specification_constant, range: string, multivalued: true, inherited: true}
  equals_number_in: {is_a: list_value_specification_constant, range: integer, multivalued: true, inherited: true}
  has_member: {is_a: list_value_specification_constant, range: anonymous_slot_expression}
  all_members: {is_a: list_value_specification_constant, range: anonymous_slot_expression}
  singular_name: {}
  required: {range: boolean, inherited: true}
  recommended: {range: boolean, inherited: true}
  inapplicable: {range: boolean, inherited: true}
  inlined: {range: boolean, inherited: true}
  inlined_as_list: {range: boolean, inherited: true}
  inlined_as_simple_dict: {range: boolean, inherited: true}
  list_elements_ordered: {range: boolean, inherited: true}
  list_elements_unique: {range: boolean, inherited: true}
  shared: {range: boolean, inherited: true}
  key: {range: boolean, inherited: true}
  identifier: {range: boolean, inherited: true}
  designates_type: {range: boolean, inherited: true}
  alias: {range: string, slot_uri: skos:prefLabel}
  owner: {range: definition, readonly: "filled in by loader -- either class domain or slot domain"}
  domain_of: {range: class_definition, readonly: "filled in by the loader", multivalued: true}
  is_usage_slot: {range: boolean, readonly: "filled in by the loader"}
  usage_slot_name: {range: string, readonly: "filled in by the loader"}
  subproperty_of: {range: slot_definition, slot_uri: rdfs:subPropertyOf}
  disjoint_with: {range: definition, multivalued: true}
  children_are_mutually_disjoint: {range: boolean}
  relational_logical_characteristic: {abstract: true, range: boolean}
  symmetric: {is_a: relational_logical_characteristic}
  asymmetric: {is_a: relational_logical_characteristic}
  reflexive: {is_a: relational_logical_characteristic}
  irreflexive: {is_a: relational_logical_characteristic}
  locally_reflexive: {is_a: relational_logical_characteristic}
  transitive: {is_a: relational_logical_characteristic}
  transitive_form_of: {range: slot_definition}
  reflexive_transitive_form_of: {is_a: transitive_form_of}
  inverse: {range: slot_definition, slot_uri: owl:inverseOf}
  is_class_field: {range: boolean}
  role: {range: string, inherited: true}
  minimum_value: {range: Anything, inherited: true}
  maximum_value: {range: Anything, inherited: true}
  interpolated: {range: boolean}
  partial_match: {range: boolean}
  pattern: {range: string, inherited: true}
  syntax: {range: string, inherited: true}
  structured_pattern: {range: pattern_expression, inherited: true}
  string_serialization: {range: string, inherited: false}
  bindings: {range: enum_binding, multivalued: true, inlined: true}
  binds_value_of: {range: string}
  obligation_level: {range: obligation_level_enum}
  type_mappings: {range: type_mapping, multivalued: true}
  framework_key: {range: string, alias: framework, key: true}
  mapped_type: {range: type_definition, alias: type}
  typeof: {range: type_definition}
  base: {inherited: true}
  type_uri: {range: uriorcurie, alias: uri, inherited: true}
  repr: {range: string, inherited: true}
  alt_description_text: {range: string, required: true, alias: description}
  alt_description_source: {range: string, key: true, alias: source}
  alt_descriptions: {range: alt_description, multivalued: true, inlined: true}
  value: {slot_uri: skos:example}
  value_description: {alias: description}
  value_object: {alias: object, range: Anything}
  examples: {multivalued: true, range: example, inlined: true}
  prefix_prefix: {slot_uri: sh:prefix, range: ncname, key: true}
  prefix_reference: {slot_uri: sh:namespace, range: uri, required: true}
  prefixes: {slot_uri: sh:declare, range: prefix, multivalued: true, inlined: true}
  setting_key: {range: ncname, key: true}
  setting_value: {range: string, required: true}
  settings: {range: setting, multivalued: true, inlined: true}
  import_from: {required: true, range: uriorcurie}
  import_as: {range: ncname}
  import_map: {multivalued: true, inlined: true, range: setting}
  local_name_source: {range: ncname, key: true}
  local_name_value: {range: string, required: true, slot_uri: skos:altLabel}
  local_names: {range: local_name, multivalued: true, inlined: true}
  slot_group: {range: slot_definition, slot_uri: sh:group, range_expression: {slot_conditions: {is_grouping_slot: {equals_expression: True}}}}
  is_grouping_slot: {range: boolean}
  followed_by: {range: expression}
  reversed: {range: boolean}
  traverse: {range: slot_definition}
  path_rule: {range: path_expression}
  represents_relationship: {range: boolean, inherited: true}
  relational_role: {range: relational_role_enum, inherited: true}
classes:
  Anything: {class_uri: linkml:Any}
  common_metadata: {mixin: true, slots: [description, alt_descriptions, title, deprecated, todos, notes, comments, examples, in_subset, from_schema, imported_from, source, in_language, see_also, "deprecated element has exact replacement", "deprecated element has possible replacement", aliases, structured_aliases, mappings, "exact mappings", "close mappings", "related mappings", "narrow mappings", "broad mappings", created_by, contributors, created_on, last_updated_on, modified_by, status, rank, categories, keywords]}
  element: {abstract: true, mixins: [extensible, annotatable, common_metadata], slots: [name, id_prefixes, id_prefixes_are_closed, definition_uri, local_names, conforms_to, implements, instantiates]}
  schema_definition: {tree_root: true, is_a: element, slots: [id, version, imports, license, prefixes, emit_prefixes, default_curi_maps, default_prefix, default_range, subsets, types, enums, slot_definitions, classes, metamodel_version, source_file, source_file_date, source_file_size, generation_date, slot_names_unique, settings, bindings], slot_usage: {name: {range: ncname}}}
  type_expression: {is_a: expression, mixin: true, slots: [pattern, structured_pattern, unit, implicit_prefix, equals_string, equals_string_in, equals_number, minimum_value, maximum_value, none_of, exactly_one_of, any_of, all_of], slot_usage: {any_of: {range: anonymous_type_expression}, all_of: {range: anonymous_type_expression}, exactly_one_of: {range: anonymous_type_expression}, none_of: {range: anonymous_type_expression}}}
  anonymous_type_expression: {mixins: [type_expression]}
  type_definition: {mixins: [type_expression], is_a: element, slots: [typeof, base, type_uri, repr, union_of], slot_usage: {union_of: {range: type_definition}}}
  subset_definition: {is_a: element}
  definition: {abstract: true, is_a: element, slots: [is_a, abstract, mixin, mixins, apply_to, values_from, string_serialization]}
  enum_expression: {is_a: expression, slots: [code_set, code_set_tag, code_set_version, pv_formula, permissible_values, include, minus, inherits, reachable_from, matches, concepts]}
  anonymous_enum_expression: {mixins: [enum_expression]}
  enum_definition: {is_a: definition, mixins: [enum_expression], slots: [enum_uri]}
  enum_binding: {slots: [range, obligation_level, binds_value_of, pv_formula], slot_usage: {range: {range: enum_definition}}, mixins: [extensible, annotatable, common_metadata]}
  match_query: {slots: [identifier_pattern, source_ontology]}
  reachability_query: {slots: [source_ontology, source_nodes, relationship_types, is_direct, include_self, traverse_up]}
  structured_alias: {class_uri: skosxl:Label, mixins: [expression, extensible, annotatable, common_metadata], slots: [literal_form, alias_predicate, categories, alias_contexts], slot_usage: {categories: {}}}
  expression: {mixin: true, abstract: true}
  anonymous_expression: {abstract: true, mixins: [expression, extensible, annotatable, common_metadata]}
  path_expression: {mixins: [expression, extensible, annotatable, common_metadata], slots: [followed_by, none_of, any_of, all_of, exactly_one_of, reversed, traverse, range_expression], slot_usage: {followed_by: {range: path_expression}, any_of: {range: path_expression}, exactly_one_of: {range: path_expression}, none_of: {range: path_expression}, all_of: {range: path_expression}}}
  slot_expression: {mixin: true, is_a: expression, slots: [range, range_expression, enum_range, bindings, required, recommended, multivalued, inlined, inlined_as_list, minimum_value, maximum_value, pattern, structured_pattern, unit, implicit_prefix, value_presence, equals_string, equals_string_in, equals_number, equals_expression, exact_cardinality, minimum_cardinality, maximum_cardinality, has_member, all_members, none_of, exactly_one_of, any_of, all_of, array], slot_usage: {any_of: {range: anonymous_slot_expression}, all_of: {range: anonymous_slot_expression}, exactly_one_of: {range: anonymous_slot_expression}, none_of: {range: anonymous_slot_expression}}}
  anonymous_slot_expression: {is_a: anonymous_expression, mixins: [slot_expression]}
  slot_definition: {is_a: definition, mixins: [slot_expression], slots: [singular_name, domain, slot_uri, inherited, readonly, ifabsent, list_elements_unique, list_elements_ordered, shared, key, identifier, designates_type, alias, owner, domain_of, subproperty_of, symmetric, reflexive, locally_reflexive, irreflexive, asymmetric, transitive, inverse, is_class_field, transitive_form_of, reflexive_transitive_form_of, role, is_usage_slot, usage_slot_name, relational_role, slot_group, is_grouping_slot, path_rule, disjoint_with, children_are_mutually_disjoint, union_of, type_mappings], slot_usage: {is_a: {range: slot_definition}, mixins: {range: slot_definition}, apply_to: {range: slot_definition}, disjoint_with: {range: slot_definition}, union_of: {range: slot_definition}}}
  class_expression: {mixin: true, slots: [any_of, exactly_one_of, none_of, all_of, slot_conditions], slot_usage: {any_of: {range: anonymous_class_expression}, all_of: {range: anonymous_class_expression}, exactly_one_of: {range: anonymous_class_expression}, none_of: {range: anonymous_class_expression}}}
  anonymous_class_expression: {is_a: anonymous_expression, mixins: [class_expression], slots: [is_a]}
  class_definition: {mixins: [class_expression], is_a: definition, slots: [slots, slot_usage, attributes, class_uri, subclass_of, union_of, defining_slots, tree_root, unique_keys, rules, classification_rules, slot_names_unique, represents_relationship, disjoint_with, children_are_mutually_disjoint, extra_slots, alias], slot_usage: {is_a: {range: class_definition}, mixins: {range: class_definition}, apply_to: {range: class_definition}, rules: {range: class_rule}, disjoint_with: {range: class_definition}, union_of: {range: class_definition}}}
  class_level_rule: {abstract: true}
  class_rule: {is_a: class_level_rule, mixins: [extensible, annotatable, common_metadata], slots: [preconditions, postconditions, elseconditions, bidirectional, open_world, rank, deactivated]}
  array_expression: {mixins: [extensible, annotatable, common_metadata], slots: [exact_number_dimensions, minimum_number_dimensions, maximum_number_dimensions, dimensions]}
  dimension_expression: {mixins: [extensible, annotatable, common_metadata], slots: [alias, maximum_cardinality, minimum_cardinality, exact_cardinality]}
  pattern_expression: {mixins: [extensible, annotatable, common_metadata], slots: [syntax, interpolated, partial_match]}
  import_expression: {mixins: [extensible, annotatable, common_metadata], slots: [import_from, import_as, import_map]}
  setting: {slots: [setting_key, setting_value]}
  prefix: {slots: [prefix_prefix, prefix_reference]}
  local_name: {slots: [local_name_source, local_name_value]}
  example: {slots: [value, value_description, value_object]}
  alt_description: {slots: [alt_description_source, alt_description_text]}
  permissible_value: {mixins: [extensible, annotatable, common_metadata], slot_usage: {is_a: {range: permissible_value}, mixins: {range: permissible_value}}, slots: [text, description, meaning, unit, instantiates, implements, is_a, mixins]}
  unique_key: {mixins: [extensible, annotatable, common_metadata], slots: [unique_key_name, unique_key_slots, consider_nulls_inequal]}
  type_mapping: {mixins: [extensible, annotatable, common_metadata], slots: [framework_key, mapped_type, string_serialization]}
  extra_slots_expression: {mixins: [expression], slots: [allowed, range_expression], slot_usage: {range_expression: {range: anonymous_slot_expression}}}
enums:
  pv_formula_options: {permissible_values: {CODE: {}, CURIE: {}, URI: {}, FHIR_CODING: {}, LABEL: {}}}
  presence_enum: {permissible_values: {UNCOMMITTED: , PRESENT: , ABSENT: }}
  relational_role_enum: {permissible_values: {SUBJECT: {}, OBJECT: {}, PREDICATE: {}, NODE: {}, OTHER_ROLE: {}}}
  alias_predicate_enum: {permissible_values: {EXACT_SYNONYM: {}, RELATED_SYNONYM: {}, BROAD_SYNONYM: {}, NARROW_SYNONYM: {}}}
  obligation_level_enum: {permissible_values: {REQUIRED: {}, RECOMMENDED: {}, OPTIONAL: {}, EXAMPLE: {}, DISCOURAGED: {}}}
`,
};
