/** The password of the demo customer in both stores. */
export const demoPassword = 'correct horse battery staple';
export const demoEmail = 'ada@example.com';

/** A made-up person: given name, family name, language, country, street, postal code, town. */
type Row = readonly [string, string, string, string, string, string, string];

export interface Person {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly preferredLanguage: string;
  readonly address: {
    readonly fullName: string;
    readonly line1: string;
    readonly postalCode: string;
    readonly city: string;
    readonly countryCode: string;
  };
}

const rows: readonly Row[] = [
  ['Amelie', 'Brandt', 'de', 'DE', 'Lindenallee 14', '50667', 'Köln'],
  ['Jonas', 'Hofreiter', 'de', 'DE', 'Am Stadtpark 3', '90409', 'Nürnberg'],
  ['Frieda', 'Thomsen', 'de', 'DE', 'Hafenstraße 71', '24103', 'Kiel'],
  ['Cem', 'Yıldırım', 'de', 'DE', 'Karl-Marx-Straße 120', '12043', 'Berlin'],
  ['Lukas', 'Gruber', 'de-AT', 'AT', 'Mariahilfer Straße 55', '1060', 'Wien'],
  ['Magdalena', 'Pichler', 'de-AT', 'AT', 'Getreidegasse 20', '5020', 'Salzburg'],
  ['Reto', 'Zumthor', 'de-CH', 'CH', 'Limmatquai 8', '8001', 'Zürich'],
  ['Chiara', 'Bernasconi', 'it-CH', 'CH', 'Via Nassa 17', '6900', 'Lugano'],
  ['Éloïse', 'Marchand', 'fr', 'FR', '12 rue des Tanneurs', '69001', 'Lyon'],
  ['Mathieu', 'Le Goff', 'fr', 'FR', '4 quai de la Fosse', '44000', 'Nantes'],
  ['Aïcha', 'Benali', 'fr', 'FR', '88 boulevard Longchamp', '13001', 'Marseille'],
  ['Noor', 'van der Velde', 'nl', 'NL', 'Prinsengracht 402', '1016 JG', 'Amsterdam'],
  ['Sander', 'Hoekstra', 'nl', 'NL', 'Oudegracht 91', '3511 AD', 'Utrecht'],
  ['Lotte', 'Claessens', 'nl-BE', 'BE', 'Meir 45', '2000', 'Antwerpen'],
  ['Bastien', 'Lejeune', 'fr-BE', 'BE', 'Rue Neuve 10', '1000', 'Bruxelles'],
  ['Giulia', 'Ferraro', 'it', 'IT', 'Via Garibaldi 23', '10122', 'Torino'],
  ['Matteo', 'De Angelis', 'it', 'IT', 'Viale Trastevere 110', '00153', 'Roma'],
  ['Lucía', 'Ortega Ramos', 'es', 'ES', 'Calle Mayor 31', '28013', 'Madrid'],
  ['Iker', 'Etxeberria', 'eu', 'ES', 'Calle Ledesma 6', '48001', 'Bilbao'],
  ['Marta', 'Puig i Soler', 'ca', 'ES', 'Carrer de Girona 77', '08009', 'Barcelona'],
  ['Inês', 'Figueiredo', 'pt', 'PT', 'Rua das Flores 52', '4050-262', 'Porto'],
  ['Tiago', 'Nogueira', 'pt', 'PT', 'Rua Garrett 19', '1200-203', 'Lisboa'],
  ['Thandiwe', 'Nkosi', 'en', 'GB', '17 Deansgate', 'M3 1AZ', 'Manchester'],
  ['Oliver', 'Pemberton', 'en', 'GB', '3 Royal Crescent', 'BA1 2LR', 'Bath'],
  ['Priya', 'Raghavan', 'en', 'GB', '240 Narborough Road', 'LE3 2AP', 'Leicester'],
  ['Aoife', 'Ní Bhriain', 'ga', 'IE', '5 Quay Street', 'H91 X0P8', 'Galway'],
  ['Conor', 'MacNamara', 'en', 'IE', '62 Capel Street', 'D01 V2C5', 'Dublin'],
  ['Freja', 'Lindqvist', 'sv', 'SE', 'Storgatan 12', '411 24', 'Göteborg'],
  ['Axel', 'Sjöberg', 'sv', 'SE', 'Hornsgatan 80', '118 21', 'Stockholm'],
  ['Ingrid', 'Haugen', 'nb', 'NO', 'Bryggen 9', '5003', 'Bergen'],
  ['Mikkel', 'Østergaard', 'da', 'DK', 'Vestergade 33', '8000', 'Aarhus'],
  ['Aino', 'Koskinen', 'fi', 'FI', 'Hämeenkatu 15', '33100', 'Tampere'],
  ['Zofia', 'Wójcik', 'pl', 'PL', 'ul. Piotrkowska 86', '90-103', 'Łódź'],
  ['Bartosz', 'Kaczmarek', 'pl', 'PL', 'ul. Długa 40', '80-831', 'Gdańsk'],
  ['Tereza', 'Dvořáková', 'cs', 'CZ', 'Masarykova 21', '602 00', 'Brno'],
  ['Gergő', 'Szabó', 'hu', 'HU', 'Váci utca 38', '1056', 'Budapest'],
  ['Eleni', 'Papadaki', 'el', 'GR', 'Odos Ermou 27', '546 24', 'Thessaloniki'],
  ['Andrei', 'Munteanu', 'ro', 'RO', 'Strada Eroilor 5', '400129', 'Cluj-Napoca'],
  ['Maya', 'Goldberg', 'en', 'US', '418 Bedford Avenue', '11249', 'Brooklyn'],
  ['Darnell', 'Whitfield', 'en', 'US', '1920 Auburn Ave NE', '30312', 'Atlanta'],
  ['Sofía', 'Castañeda', 'es-US', 'US', '77 Alamo Plaza', '78205', 'San Antonio'],
  ['Kimberly', 'Tran', 'en', 'US', '2650 Clement Street', '94121', 'San Francisco'],
  ['Liam', 'Tremblay', 'fr-CA', 'CA', '305 rue Saint-Paul', 'H2Y 1H2', 'Montréal'],
  ['Harper', 'Singh', 'en-CA', 'CA', '1188 Granville Street', 'V6Z 1L8', 'Vancouver'],
  ['Valentina', 'Quiroga', 'es-AR', 'AR', 'Avenida Corrientes 1543', 'C1042', 'Buenos Aires'],
  ['Rafael', 'Moreira', 'pt-BR', 'BR', 'Rua Augusta 900', '01304-001', 'São Paulo'],
  ['Hana', 'Morishita', 'ja', 'JP', 'Teramachi 3-14', '604-8081', 'Kyoto'],
  ['Ren', 'Akiyama', 'ja', 'JP', 'Minami 1-5-2', '060-0061', 'Sapporo'],
  ['Ji-woo', 'Han', 'ko', 'KR', 'Gwangalli-ro 210', '48303', 'Busan'],
  ['Charlotte', 'Whaanga', 'en-NZ', 'NZ', '9 Cuba Street', '6011', 'Wellington'],
  ['Angus', 'Fairweather', 'en-AU', 'AU', '56 Salamanca Place', '7000', 'Hobart'],
  ['Leilani', 'Kahananui', 'en', 'US', '233 Keawe Street', '96813', 'Honolulu'],
];

const letters: Readonly<Record<string, string>> = { ø: 'o', ł: 'l', ı: 'i', ß: 'ss' };

/** About fifty customers of many countries. */
export const people: readonly Person[] = rows.map(
  ([firstName, lastName, preferredLanguage, countryCode, line1, postalCode, city]) => ({
    email: `${plain(firstName)}.${plain(lastName)}@example.com`,
    firstName,
    lastName,
    preferredLanguage,
    address: { fullName: `${firstName} ${lastName}`, line1, postalCode, city, countryCode },
  }),
);

/** A name as the local part of an address. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/[øłıß]/g, (letter) => letters[letter] ?? letter)
    .normalize('NFD')
    .replace(/[^a-z]/g, '');
}
